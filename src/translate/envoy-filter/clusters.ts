import type { PatchContext } from '../../mesh/envoy-filters.js';
import type { MeshProxy } from '../../mesh/types.js';
import { isMessage } from '../../xds/dump/field-names.js';
import type { Cluster } from '../../xds/types.js';
import { asResource, mergeInto } from './merge.js';
import { isAddition, type Patch, type PatchSet } from './patches.js';

/** Clusters after the patches for them: taken out, merged, then new ones. */
export function patchClusters(clusters: readonly Cluster[], patches: PatchSet, proxy: MeshProxy): readonly Cluster[] {
  const outbound: PatchContext = proxy.type === 'router' ? 'GATEWAY' : 'SIDECAR_OUTBOUND';
  const out: Cluster[] = [];
  for (const cluster of clusters) {
    const context = isInbound(cluster) ? 'SIDECAR_INBOUND' : outbound;
    const matching = patches.of('CLUSTER', context).filter((p) => fits(p, cluster, proxy));
    if (matching.some((p) => p.operation === 'REMOVE')) continue;
    out.push(matching.filter((p) => p.operation === 'MERGE').reduce(mergeCluster, cluster));
  }
  const added = [...patches.of('CLUSTER', outbound), ...patches.of('CLUSTER', 'SIDECAR_INBOUND')].filter(isAddition);
  for (const patch of new Set(added)) out.push(asResource<Cluster>(patch.value));
  return out;
}

function isInbound(cluster: Cluster): boolean {
  return cluster.name.startsWith('inbound|') || cluster.name === 'InboundPassthroughCluster';
}

/** A name decides alone; else host, port and subset of the cluster's name. Inbound clusters stand for all hosts on the port. */
function fits(patch: Patch, cluster: Cluster, proxy: MeshProxy): boolean {
  const match = patch.match.cluster;
  if (!match) return true;
  if (match.name) return match.name === cluster.name;
  const [direction, port = '', subset = '', host = ''] = cluster.name
    .replace(/^outbound_\.(\d+)_\.(.*?)_\.(.*)$/, 'outbound|$1|$2|$3')
    .split('|');
  if (match.portNumber && String(match.portNumber) !== port) return false;
  if (match.subset && match.subset !== subset) return false;
  if (!match.service) return true;
  if (direction !== 'inbound') return match.service === host;
  return proxy.targets.some((t) => String(t.targetPort) === port && t.service.hostname === match.service);
}

/** A patch for the transport socket that a cluster has changes that socket alone, the TLS one of several. */
function mergeCluster(cluster: Cluster, patch: Patch): Cluster {
  const socket = patch.value['transportSocket'];
  if (!isMessage(socket) || typeof socket['name'] !== 'string') return mergeInto(cluster, patch.value);
  const wanted = socket;
  if (cluster.transportSocketMatches?.length) {
    const at = cluster.transportSocketMatches.findIndex((m) => m.transportSocket.name === wanted['name']);
    const found = cluster.transportSocketMatches[at];
    if (!found) return cluster;
    const merged = { ...found, transportSocket: mergeInto(found.transportSocket, wanted) };
    return { ...cluster, transportSocketMatches: cluster.transportSocketMatches.with(at, merged) };
  }
  const own = cluster.transportSocket;
  if (own?.name === wanted['name']) {
    return own ? { ...cluster, transportSocket: mergeInto(own, wanted) } : cluster;
  }
  return own ? cluster : mergeInto(cluster, patch.value);
}
