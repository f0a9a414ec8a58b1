import { parseBoolean } from './annotations.js';
import { HOOKS, hasProbes, hookPath, PROBES, probePath } from './probe-paths.js';
import { appProbers } from './probers.js';
import { sortKeys } from './shapes/canonical.js';
import { isInjected, parseJson } from './strip.js';
import {
  annotationsOf,
  at,
  containersOf,
  findProxy,
  initContainersOf,
  nameOf,
  PROXY,
  replaceProxy,
  textAt,
  treeAt,
  treesAt,
  withAt,
  without,
} from './tree.js';
import type { Tree } from './types.js';

/*
 * Probes of the kubelet know nothing of mutual TLS, so they are sent to the agent, which asks the application.
 * https://istio.io/latest/docs/ops/configuration/mesh/app-health-check/
 */
const REWRITE = 'sidecar.istio.io/rewriteAppHTTPProbers';
const STATUS_PORT = 'status.sidecar.istio.io/port';
const ENV = 'ISTIO_KUBE_APP_PROBERS';

/** The pod with its probes sent to the agent, where that is wanted and there is one. */
export function rewriteProbes(pod: Tree, values: Tree, mesh: Tree): Tree {
  const annotations = annotationsOf(pod);
  const wanted =
    parseBoolean(annotations[REWRITE]) ?? at(values, 'sidecarInjectorWebhook', 'rewriteAppHTTPProbe') === true;
  if (!wanted || !findProxy(pod)) return pod;
  const port = statusPort(annotations, mesh);
  const probers = appProbers(pod, Number(at(mesh, 'defaultConfig', 'statusPort')));
  const told = probers === undefined ? pod : replaceProxy(pod, (proxy) => tellProbers(proxy, probers, isInjected(pod)));
  const containers = containersOf(told).map((container) => rewriteContainer(container, port));
  const rewritten = withAt(told, ['spec', 'containers'], containers);
  const init = initContainersOf(told);
  if (init.length === 0) return rewritten;
  return withAt(
    rewritten,
    ['spec', 'initContainers'],
    init.map((container) => rewriteContainer(container, port)),
  );
}

/** The proxy with the probes in its environment; what an earlier injection said there still holds. */
function tellProbers(proxy: Tree, probers: Tree, again: boolean): Tree {
  const env = treesAt(proxy, 'env');
  const place = again ? env.findIndex((variable) => nameOf(variable) === ENV) : -1;
  if (place < 0) return { ...proxy, env: [...env, { name: ENV, value: JSON.stringify(sortKeys(probers)) }] };
  const earlier = parseJson(textAt(env[place], 'value'));
  if (!earlier) return proxy;
  const value = JSON.stringify(sortKeys({ ...probers, ...earlier }));
  return { ...proxy, env: env.map((variable, i) => (i === place ? { name: ENV, value } : variable)) };
}

function statusPort(annotations: Readonly<Record<string, string>>, mesh: Tree): number {
  const own = annotations[STATUS_PORT];
  return own === undefined ? Number(at(mesh, 'defaultConfig', 'statusPort')) : Number(own);
}

function rewriteContainer(container: Tree, port: number): Tree {
  if (nameOf(container) === PROXY || !hasProbes(container)) return container;
  const out: Record<string, unknown> = { ...container };
  for (const [name, end] of Object.entries(PROBES)) {
    const probe = treeAt(container, name);
    const handler = rewriteHandler(probe, probePath(nameOf(container), end), port);
    if (handler) out[name] = { ...without(without(probe, 'tcpSocket'), 'grpc'), httpGet: handler };
  }
  const hooks: Record<string, unknown> = {};
  for (const [name, end] of Object.entries(HOOKS)) {
    const hook = treeAt(container, 'lifecycle', name);
    const handler = rewriteHandler(hook, hookPath(nameOf(container), end), port);
    if (handler) hooks[name] = { ...without(hook, 'tcpSocket'), httpGet: handler };
  }
  if (Object.keys(hooks).length > 0) out['lifecycle'] = { ...treeAt(container, 'lifecycle'), ...hooks };
  return out;
}

/** The request that is sent to the agent; undefined for what isn't rewritten. */
function rewriteHandler(probe: Tree, path: string, port: number): Tree | undefined {
  const get = treeAt(probe, 'httpGet');
  if ('httpGet' in probe && probe['httpGet'] !== null) {
    return { ...get, path, port, ...(get['scheme'] === 'HTTPS' && { scheme: 'HTTP' }) };
  }
  const other = probe['tcpSocket'] ?? probe['grpc'];
  return other === undefined || other === null ? undefined : { path, port };
}
