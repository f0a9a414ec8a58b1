import { isIP } from 'node:net';
import type { OutboundCluster } from '../../mesh/cluster-outbound.js';
import { endpointTakesMutualTls } from '../../mesh/cluster-tls.js';
import { localityPlan } from '../../mesh/locality.js';
import type { MeshEndpoint } from '../../mesh/types.js';
import type { Cluster, ClusterLoadAssignment } from '../../xds/types.js';
import { clientKey, clusterPlan, identity } from '../cds/plan.js';
import { cached, type Translation } from '../translation.js';
import { loadAssignment } from './assignment.js';

/** Endpoints of the clusters that take them from the control plane. */
export function translateEndpoints(t: Translation, clusters: readonly Cluster[]): readonly ClusterLoadAssignment[] {
  const plan = clusterPlan(t);
  const { shared, varying } = cached(t.shared, 'assignment-lists', `${plan.key} ${clientKey(t.proxy)}`, () => {
    const named = new Map(plan.clusters.map((spec) => [spec.name, spec]));
    const specs = clusters.flatMap((c) => (c.type === 'EDS' ? (named.get(c.name) ?? []) : []));
    const fixed = specs.filter((spec) => !dependsOnPlace(t, spec));
    return {
      shared: fixed.map((spec) => assignment(t, spec)),
      varying: specs.filter((spec) => dependsOnPlace(t, spec)),
    };
  });
  return varying.length === 0 ? shared : [...shared, ...varying.map((spec) => assignment(t, spec))];
}

/** Whether clients in different places get different endpoints, weights or priorities. */
function dependsOnPlace({ mesh }: Translation, { service, policy }: OutboundCluster): boolean {
  const plan = localityPlan(mesh.config, service, policy);
  return service.nodeLocal === true || (plan !== undefined && (plan.failover || !!plan.setting.distribute?.length));
}

function assignment(t: Translation, spec: OutboundCluster): ClusterLoadAssignment {
  const key = `${identity(t.shared, spec)} ${placeKey(t, spec)}`;
  return cached(t.shared, 'load-assignments', key, () => make(t, spec));
}

/** What of the client's place the assignment depends on: nothing, its locality, or the labels that are compared. */
function placeKey({ mesh, proxy }: Translation, { service, policy }: OutboundCluster): string {
  const plan = localityPlan(mesh.config, service, policy);
  const node = service.nodeLocal ? proxy.nodeName : '';
  const { distribute, failoverPriority } = plan?.setting ?? {};
  if (!plan?.failover && !distribute?.length) return node;
  const labels = (failoverPriority ?? []).map((label) => proxy.topologyLabels[label.split('=', 1)[0] ?? ''] ?? null);
  return JSON.stringify([proxy.locality, labels, node]);
}

function make(t: Translation, spec: OutboundCluster): ClusterLoadAssignment {
  const { nodeName } = t.proxy;
  const takes = (e: MeshEndpoint) => isReachable(e) && (!spec.service.nodeLocal || e.nodeName === nodeName);
  // What a gateway passes on unseen must be safe where it arrives.
  const keeps = spec.bySni ? (e: MeshEndpoint) => endpointTakesMutualTls(t.mesh, e, spec) : undefined;
  const options = { labels: t.proxy.topologyLabels, takes, ...(keeps && { keeps }) };
  return loadAssignment(t, spec, options);
}

/** Names have to be resolved by somebody, which this cluster doesn't do. */
function isReachable({ address }: MeshEndpoint): boolean {
  return address.startsWith('unix://') || isIP(address) !== 0;
}
