import { isIP } from 'node:net';
import type { OutboundCluster } from '../../mesh/cluster-outbound.js';
import { endpointTakesMutualTls } from '../../mesh/cluster-tls.js';
import { comparedLabels, localityPlan } from '../../mesh/locality.js';
import type { MeshEndpoint } from '../../mesh/types.js';
import type { Cluster, ClusterLoadAssignment } from '../../xds/types.js';
import { clientKey, clusterPlan } from '../cds/plan.js';
import { cached, cachedByObject, type Translation } from '../translation.js';
import { loadAssignment } from './assignment.js';

/** Endpoints of the clusters that take them from the control plane. */
export function translateEndpoints(t: Translation, clusters: readonly Cluster[]): readonly ClusterLoadAssignment[] {
  const plan = clusterPlan(t);
  const { shared, varying } = cached(t.shared, 'assignment-lists', `${plan.key} ${clientKey(t.proxy)}`, () => {
    const named = new Map(plan.clusters.map((spec) => [spec.name, spec]));
    const specs = clusters.flatMap((c) => (c.type === 'EDS' ? (named.get(c.name) ?? []) : []));
    const fixed: ClusterLoadAssignment[] = [];
    const anywhere = assignments(t, '');
    const varying: OutboundCluster[] = [];
    for (const spec of specs) {
      if (dependsOnPlace(t, spec)) varying.push(spec);
      else fixed.push(assignment(t, spec, anywhere));
    }
    return { shared: fixed, varying };
  });
  if (varying.length === 0) return shared;
  const { locality } = t.proxy;
  const here = assignments(t, locality);
  const placed = varying.map((spec) => {
    const place = placeKey(t, spec);
    return assignment(t, spec, place === locality ? here : assignments(t, place));
  });
  return [...shared, ...placed];
}

/** Whether clients in different places get different endpoints, weights or priorities. */
function dependsOnPlace({ mesh }: Translation, { service, policy }: OutboundCluster): boolean {
  const plan = localityPlan(mesh.config, service, policy);
  return service.nodeLocal === true || (plan !== undefined && (plan.failover || !!plan.setting.distribute?.length));
}

type Assignments = Map<object, ClusterLoadAssignment>;

function assignments(t: Translation, place: string): Assignments {
  return cachedByObject(t.shared, `load-assignments ${place}`);
}

function assignment(t: Translation, spec: OutboundCluster, known: Assignments): ClusterLoadAssignment {
  const found = known.get(spec);
  if (found) return found;
  const made = make(t, spec);
  known.set(spec, made);
  return made;
}

/** What of the client's place the assignment depends on: its node, its locality, or the labels that are compared. */
function placeKey({ mesh, proxy }: Translation, { service, policy }: OutboundCluster): string {
  const node = service.nodeLocal ? proxy.nodeName : '';
  const plan = localityPlan(mesh.config, service, policy);
  const compared = comparedLabels(plan);
  if (!node && compared.length === 0) return proxy.locality;
  const labels = compared.map((label) => proxy.topologyLabels[label] ?? null);
  return JSON.stringify([proxy.locality, labels, node]);
}

function make(t: Translation, spec: OutboundCluster): ClusterLoadAssignment {
  const { nodeName } = t.proxy;
  const takes = (e: MeshEndpoint) => isReachable(e) && (!spec.service.nodeLocal || e.nodeName === nodeName);
  // What a gateway passes on unseen must be safe where it arrives.
  const keeps = spec.bySni ? (e: MeshEndpoint) => endpointTakesMutualTls(t.mesh, e, spec) : undefined;
  return loadAssignment(t, spec, { takes, ...(keeps && { keeps }) });
}

/** Names have to be resolved by somebody, which this cluster doesn't do. */
function isReachable({ address }: MeshEndpoint): boolean {
  return address.startsWith('unix://') || isIP(address) !== 0;
}
