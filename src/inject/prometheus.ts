import { textOf } from '../model/text.js';
import { isFalse } from './annotations.js';
import { addProxyEnv, annotationsOf, at, findProxy, withAt } from './tree.js';
import type { Tree } from './types.js';

/*
 * Metrics of the application and of the proxy behind one port.
 * https://istio.io/latest/docs/ops/integrations/prometheus/#option-1-metrics-merging
 */
const ENV = 'ISTIO_PROMETHEUS_ANNOTATIONS';
const MERGE = 'prometheus.istio.io/merge-metrics';

/** Prometheus takes any character that no name of its labels may have for `_`. */
const key = (name: string): string => (/prometheus/.test(name) ? name.replace(/[^A-Za-z0-9_]/g, '_') : name);
const KEYS = {
  scrape: key('prometheus.io/scrape'),
  path: key('prometheus.io/path'),
  port: key('prometheus.io/port'),
} as const;
const ALL: ReadonlySet<string> = new Set(Object.values(KEYS));

function find(pod: Tree, wanted: string): string | undefined {
  return Object.entries(annotationsOf(pod)).find(([name]) => key(name) === wanted)?.[1];
}

/** The port that the pod's annotations tell Prometheus. */
export const prometheusPort = (pod: Tree): string | undefined => find(pod, KEYS.port);

/** The pod without annotations for Prometheus, in any of their spellings. */
export function clearPrometheus(pod: Tree): Tree {
  const kept = Object.entries(annotationsOf(pod)).filter(([name]) => !ALL.has(key(name)));
  return withAt(pod, ['metadata', 'annotations'], Object.fromEntries(kept));
}

/** The pod as it is scraped at the agent, which is told in its environment where the application's own metrics are. */
export function mergePrometheus(pod: Tree, mesh: Tree): Tree {
  const annotations = annotationsOf(pod);
  const merge = MERGE in annotations ? !isFalse(annotations[MERGE]) : at(mesh, 'enablePrometheusMerge') !== false;
  const scrape = find(pod, KEYS.scrape);
  if (!merge || isFalse(scrape)) return pod;
  const port = textOf(at(mesh, 'defaultConfig', 'statusPort'));
  const before = { scrape: scrape ?? '', path: find(pod, KEYS.path) ?? '', port: prometheusPort(pod) ?? '' };
  if (before.port === port) return pod;
  const said = before.scrape !== '' || before.path !== '' || before.port !== '';
  const told = said && findProxy(pod) ? addProxyEnv(pod, ENV, JSON.stringify(before)) : pod;
  const cleared = clearPrometheus(told);
  return withAt(cleared, ['metadata', 'annotations'], {
    ...annotationsOf(cleared),
    'prometheus.io/port': port,
    'prometheus.io/path': '/stats/prometheus',
    'prometheus.io/scrape': 'true',
  });
}
