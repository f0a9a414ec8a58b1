import type { PatchContext } from '../../mesh/envoy-filters.js';
import type { MeshProxy } from '../../mesh/types.js';
import { isMessage } from '../../xds/dump/field-names.js';
import type { Cluster, TransportSocket } from '../../xds/types.js';
import { asResource, mergeInto } from './merge.js';
import { isAddition, mergeSocket, type Patch, type PatchSet, patchOne } from './patches.js';

/** Clusters after the patches for them: taken out, merged, then new ones. */
export function patchClusters(clusters: readonly Cluster[], patches: PatchSet, proxy: MeshProxy): readonly Cluster[] {
  const outbound: PatchContext = proxy.type === 'router' ? 'GATEWAY' : 'SIDECAR_OUTBOUND';
  const out: Cluster[] = [];
  for (const cluster of clusters) {
    const context = isInbound(cluster) ? 'SIDECAR_INBOUND' : outbound;
    const patched = patchOne(
      cluster,
      patches.of('CLUSTER', context),
      (p, current) => fits(p, current, proxy),
      mergeCluster,
    );
    if (patched) out.push(patched);
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

/**
 * A patch with a transport socket is about that alone: merged into the one of the same name, the TLS one of several; otherwise it
 * replaces what is there, but not a choice of several.
 */
function mergeCluster(cluster: Cluster, patch: Patch): Cluster {
  const value = patch.value['transportSocket'];
  if (!isMessage(value)) return mergeInto(cluster, patch.value, 'CLUSTER');
  const wanted = asResource<TransportSocket>(value);
  const matches = cluster.transportSocketMatches ?? [];
  if (matches.length > 0) {
    const at = matches.findIndex((m) => m.transportSocket.name === wanted.name);
    const found = matches[at];
    const merged = found && mergeSocket(found.transportSocket, wanted);
    return merged
      ? { ...cluster, transportSocketMatches: matches.with(at, { ...found, transportSocket: merged }) }
      : cluster;
  }
  const own = cluster.transportSocket;
  if (own?.name !== wanted.name) return { ...cluster, transportSocket: wanted };
  return { ...cluster, transportSocket: mergeSocket(own, wanted) ?? own };
}
