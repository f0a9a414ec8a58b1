import { HOOKS, hasProbes, hookPath, PROBES, probePath } from './probe-paths.js';
import { containersOf, initContainersOf, nameOf, PROXY, treeAt, treesAt } from './tree.js';
import type { Tree } from './types.js';

/** The probes as the application has them, for the agent, by path; undefined when there are none. */
export function appProbers(pod: Tree, port: number): Tree | undefined {
  const found: (readonly [string, Tree])[] = [];
  for (const container of [...containersOf(pod), ...initContainersOf(pod)]) {
    if (nameOf(container) !== PROXY && hasProbes(container)) found.push(...probersOf(container, port));
  }
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function probersOf(container: Tree, port: number): (readonly [string, Tree])[] {
  const ports = new Map(treesAt(container, 'ports').map((p) => [nameOf(p), p['containerPort']]));
  const probes = Object.entries(PROBES).map(
    ([name, end]) => [probePath(nameOf(container), end), treeAt(container, name)] as const,
  );
  const hooks = Object.entries(HOOKS).map(
    ([name, end]) => [hookPath(nameOf(container), end), treeAt(container, 'lifecycle', name)] as const,
  );
  return [...probes, ...hooks].flatMap(([path, probe]) => {
    const prober = proberOf(probe, ports, port);
    return prober ? [[path, prober] as const] : [];
  });
}

function proberOf(probe: Tree, ports: ReadonlyMap<string, unknown>, statusPort: number): Tree | undefined {
  const timeout =
    typeof probe['timeoutSeconds'] === 'number' && probe['timeoutSeconds'] !== 0
      ? { timeoutSeconds: probe['timeoutSeconds'] }
      : {};
  for (const kind of ['httpGet', 'tcpSocket'] as const) {
    if (!(kind in probe)) continue;
    const handler = resolvePort(treeAt(probe, kind), ports);
    return handler === undefined || handler['port'] === statusPort ? undefined : { [kind]: handler, ...timeout };
  }
  return 'grpc' in probe ? { grpc: treeAt(probe, 'grpc'), ...timeout } : undefined;
}

/** A port by its number; undefined where nobody has the name. */
function resolvePort(handler: Tree, ports: ReadonlyMap<string, unknown>): Tree | undefined {
  const { port } = handler;
  if (typeof port !== 'string') return handler;
  const number = ports.get(port);
  return number === undefined ? undefined : { ...handler, port: number };
}
