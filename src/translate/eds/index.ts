import { isIP } from 'node:net';
import type { OutboundCluster } from '../../mesh/cluster-outbound.js';
import { endpointTakesMutualTls } from '../../mesh/cluster-tls.js';
import { comparedLabels, localityPlan } from '../../mesh/locality.js';
import type { MeshEndpoint } from '../../mesh/types.js';
import type { Cluster, ClusterLoadAssignment } from '../../xds/types.js';
import { clientKey, clusterPlan } from '../cds/plan.js';
import { cached, cachedByObject, type Translation } from '../translation.js';
import { loadAssignment } from './assignment.js';

/** What assignments a list of clusters has. */
interface AssignmentPlan {
  /** The same everywhere. */
  readonly fixed: readonly ClusterLoadAssignment[];
  /** Those that depend on where the client is. */
  readonly varying: readonly OutboundCluster[];
  /** On nothing of it but its locality. */
  readonly byLocality: boolean;
}

/** Endpoints of the clusters that take them from the control plane. Clients in one place share the list. */
export function translateEndpoints(t: Translation, clusters: readonly Cluster[]): readonly ClusterLoadAssignment[] {
  const key = `${clusterPlan(t).key} ${clientKey(t.proxy)}`;
  const plan = cached(t.shared, 'assignment-plans', key, () => planAssignments(t, clusters));
  if (plan.varying.length === 0) return plan.fixed;
  if (!plan.byLocality) return placed(t, plan);
  return cached(t.shared, 'assignment-lists', `${key} ${t.proxy.locality}`, () => placed(t, plan));
}

function planAssignments(t: Translation, clusters: readonly Cluster[]): AssignmentPlan {
  const named = new Map(clusterPlan(t).clusters.map((spec) => [spec.name, spec]));
  const fixed: ClusterLoadAssignment[] = [];
  const varying: OutboundCluster[] = [];
  const anywhere = assignments(t, '');
  for (const { type, name } of clusters) {
    const spec = type === 'EDS' ? named.get(name) : undefined;
    if (!spec) continue;
    if (dependsOnPlace(t, spec)) varying.push(spec);
    else fixed.push(assignment(t, spec, anywhere));
  }
  const byLocality = varying.every(({ service, policy }) => {
    return !service.nodeLocal && comparedLabels(localityPlan(t.mesh.config, service, policy)).length === 0;
  });
  return { fixed, varying, byLocality };
}

function placed(t: Translation, { fixed, varying }: AssignmentPlan): readonly ClusterLoadAssignment[] {
  const { locality } = t.proxy;
  const here = assignments(t, locality);
  const all = [...fixed];
  for (const spec of varying) {
    const place = placeKey(t, spec);
    all.push(assignment(t, spec, place === locality ? here : assignments(t, place)));
  }
  return all.sort((a, b) => (a.clusterName < b.clusterName ? -1 : a.clusterName > b.clusterName ? 1 : 0));
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
