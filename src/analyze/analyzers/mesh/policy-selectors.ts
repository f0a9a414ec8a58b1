import { selects } from '../../../mesh/workloads.js';
import type { KindName } from '../../../model/kinds/index.js';
import type { Path, Resource } from '../../../model/resource.js';
import { knowsWorkloads, workloads } from '../../facts/mesh-workloads.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

type Labels = Readonly<Record<string, string>>;

/** Where a kind has its selector, and whether istioctl's own findings tell of it in a cluster. */
interface SelectorPlace {
  readonly kind: KindName;
  readonly path: readonly [string, string];
  readonly toldInCluster?: boolean;
}

const PLACES: readonly SelectorPlace[] = [
  { kind: 'AuthorizationPolicy', path: ['selector', 'matchLabels'], toldInCluster: true },
  { kind: 'RequestAuthentication', path: ['selector', 'matchLabels'] },
  { kind: 'PeerAuthentication', path: ['selector', 'matchLabels'] },
  { kind: 'Telemetry', path: ['selector', 'matchLabels'], toldInCluster: true },
  { kind: 'WasmPlugin', path: ['selector', 'matchLabels'] },
  { kind: 'TrafficExtension', path: ['selector', 'matchLabels'] },
  { kind: 'ProxyConfig', path: ['selector', 'matchLabels'] },
  { kind: 'Sidecar', path: ['workloadSelector', 'labels'], toldInCluster: true },
  { kind: 'EnvoyFilter', path: ['workloadSelector', 'labels'] },
  { kind: 'DestinationRule', path: ['workloadSelector', 'matchLabels'] },
  { kind: 'ServiceEntry', path: ['workloadSelector', 'labels'] },
];

/**
 * Selectors that take no workload of their namespace. Judged where workloads of the namespace are in the input; for the
 * root namespace, which selects everywhere, only in a whole cluster.
 */
export const policySelectors: Analyzer = {
  name: 'meshwright.PolicySelectors',
  description: 'Selectors of policies that take no workload',
  inputs: PLACES.map(({ kind }) => kind),
  analyze(context, report) {
    for (const { kind, path, toldInCluster } of PLACES) {
      if (toldInCluster && context.complete) continue;
      for (const resource of context.store.list(kind)) {
        const labels = selectorOf(resource, path);
        const { namespace } = resource.metadata;
        if (!labels || isMet(context, resource, labels)) continue;
        const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
        const at: Path = ['spec', ...path];
        report('MW0064', resource, at, { selector: selector.join(','), namespace });
      }
    }
  },
};

function selectorOf({ body }: Resource, [outer, inner]: SelectorPlace['path']): Labels | undefined {
  const spec = property(body, 'spec');
  const labels = property(property(spec, outer), inner);
  const pairs = Object.entries(typeof labels === 'object' && labels !== null ? labels : {});
  const text = pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return text.length > 0 ? Object.fromEntries(text) : undefined;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function isMet(context: AnalysisContext, { metadata }: Resource, labels: Labels): boolean {
  const { namespace } = metadata;
  const found = context.fact(workloads);
  if (namespace === context.config.rootNamespace) {
    return (
      !context.complete || found.all.some((w) => selects(labels, w.labels)) || context.fact(outsideWorkloads).size > 0
    );
  }
  if (!knowsWorkloads(context, namespace)) return true;
  if (found.select(namespace, labels).length > 0) return true;
  const outside = context.fact(outsideWorkloads).get(namespace);
  return outside === 'any' || (outside?.some((of) => selects(labels, of)) ?? false);
}

/** Workloads outside of Kubernetes: labels of WorkloadEntries, or any at all where a WorkloadGroup makes them. */
type Outside = ReadonlyMap<string, readonly Labels[] | 'any'>;

function outsideWorkloads(context: AnalysisContext): Outside {
  const out = new Map<string, Labels[] | 'any'>();
  for (const { metadata, body } of context.store.list('WorkloadEntry')) {
    const known = out.get(metadata.namespace);
    const labels = { ...metadata.labels, ...body.spec?.labels };
    if (Array.isArray(known)) known.push(labels);
    else out.set(metadata.namespace, [labels]);
  }
  for (const { metadata } of context.store.list('WorkloadGroup')) out.set(metadata.namespace, 'any');
  // A controller makes the pods of a Gateway of the Gateway API.
  for (const { kind, apiVersion, metadata } of context.store.resources) {
    if (kind === 'Gateway' && apiVersion.startsWith('gateway.networking')) out.set(metadata.namespace, 'any');
  }
  return out;
}
