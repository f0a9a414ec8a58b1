import type { Mesh, MeshProxy } from '../mesh/types.js';
import { selects } from '../mesh/workloads.js';
import { loadRegexEngine } from '../model/regex-engine.js';
import { buildRegexEngine } from '../simulate/regex.js';
import type { SimulationFacts } from '../simulate/types.js';
import { verifySignature } from './simulate-signatures.js';

/** What a simulation must be told about the world outside: regular expressions, time, and workloads that have no address yet. */
export async function simulationFacts(random?: number): Promise<SimulationFacts> {
  return {
    regex: buildRegexEngine(await loadRegexEngine()),
    nowSeconds: Date.now() / 1000,
    verifySignature,
    ...(random !== undefined && { random }),
  };
}

/** The workloads of a mesh that serve a cluster as seen by a client, pods and pod templates alike. */
export function workloadsBehind(mesh: Mesh, client: MeshProxy, cluster: string): readonly MeshProxy[] {
  const [, port, subset, host = ''] = cluster.split('|');
  const rule = subset ? mesh.destinationRule(client, mesh.scopeOf(client), host) : undefined;
  const labels = rule?.subsets.find((s) => s.name === subset)?.labels;
  return mesh.proxies
    .filter((p) => p.targets.some((t) => t.service.hostname === host && String(t.port.number) === port))
    .filter((p) => selects(labels, p.labels));
}

/** The facts with what files say of workloads that nobody runs yet. */
export function factsOfMesh(facts: SimulationFacts, mesh: Mesh, client: MeshProxy): SimulationFacts {
  const known = new Map<string, readonly string[]>();
  const workloadsOf = (cluster: string): readonly string[] => {
    const names =
      known.get(cluster) ??
      workloadsBehind(mesh, client, cluster)
        .filter((p) => p.resource.kind !== 'Pod')
        .map((p) => `${p.name}.${p.namespace}`);
    known.set(cluster, names);
    return names;
  };
  return { ...facts, workloadsOf };
}
