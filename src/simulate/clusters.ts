import { asJson, type JsonMessage } from '../xds/json.js';
import type { Snapshot } from '../xds/snapshot.js';
import type { Cluster, ClusterLoadAssignment, LbEndpoint, Locality } from '../xds/types.js';
import { stringField } from './match/strings.js';
import type { EndpointChoice, Outcome, SimulationFacts, Step } from './types.js';

interface ClusterIndex {
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly assignments: ReadonlyMap<string, ClusterLoadAssignment>;
}
const indexes = new WeakMap<Snapshot, ClusterIndex>();

/** The end of the way: the cluster and where it may send the request. */
export interface Upstream {
  readonly steps: readonly Step[];
  readonly outcome: { readonly kind: Outcome['kind'] } & Partial<Outcome>;
}

/**
 * Looks a cluster up, with its subset, balancing and endpoints by priority. Envoy answers 503 where the cluster or its
 * endpoints are missing. https://www.envoyproxy.io/docs/envoy/v1.38.0/intro/arch_overview/upstream/load_balancing/overview
 */
export function reachCluster(snapshot: Snapshot, name: string, facts: SimulationFacts): Upstream {
  const index = indexOf(snapshot);
  const cluster = index.clusters.get(name);
  if (!cluster) {
    const decision = 'there is no such cluster';
    return {
      steps: [{ kind: 'cluster', name, decision, stops: true }],
      outcome: { kind: 'no-upstream', cluster: name, status: 503, reason: 'cluster_not_found' },
    };
  }
  const lbPolicy = cluster.lbPolicy ?? 'ROUND_ROBIN';
  const subset = name.startsWith('outbound|') ? name.split('|')[2] : undefined;
  const outcome = { cluster: name, lbPolicy, ...(subset && { subset }) };
  const step: Step = {
    kind: 'cluster',
    name,
    object: cluster,
    decision: typeOf(cluster),
    details: [`balancing: ${lbPolicy}`],
  };
  if (cluster.type === 'ORIGINAL_DST') return { steps: [step], outcome: { ...outcome, kind: 'forwarded' } };
  const service = stringField(cluster.edsClusterConfig, 'serviceName');
  const assignment = cluster.type === 'EDS' ? index.assignments.get(service || name) : cluster.loadAssignment;
  const endpoints = endpointsOf(assignment);
  if (endpoints.length > 0) {
    return {
      steps: [step, endpointStep(assignment, endpoints)],
      outcome: { ...outcome, kind: 'forwarded', endpoints },
    };
  }
  const workloads = facts.workloadsOf?.(name) ?? [];
  if (workloads.length > 0) {
    const decision = `pods of ${workloads.join(', ')}`;
    return { steps: [step, { kind: 'endpoint', name, decision }], outcome: { ...outcome, kind: 'forwarded' } };
  }
  const none: Step = { kind: 'endpoint', name: '', decision: 'the cluster has no endpoints', stops: true };
  return {
    steps: [step, none],
    outcome: { ...outcome, kind: 'no-upstream', status: 503, reason: 'no_healthy_upstream' },
  };
}

function indexOf(snapshot: Snapshot): ClusterIndex {
  let index = indexes.get(snapshot);
  if (!index) {
    index = {
      clusters: new Map(snapshot.clusters.map((cluster) => [cluster.name, cluster])),
      assignments: new Map(snapshot.endpoints.map((assignment) => [assignment.clusterName, assignment])),
    };
    indexes.set(snapshot, index);
  }
  return index;
}

function typeOf(cluster: Cluster): string {
  if (cluster.clusterType) return `type ${cluster.clusterType.name}`;
  return cluster.type === 'ORIGINAL_DST' ? 'goes where the client connected to' : `type ${cluster.type ?? 'STATIC'}`;
}

/** All endpoints that may get requests, first priority first. */
const choices = new WeakMap<ClusterLoadAssignment, readonly EndpointChoice[]>();
function endpointsOf(assignment: ClusterLoadAssignment | undefined): readonly EndpointChoice[] {
  if (!assignment) return [];
  let known = choices.get(assignment);
  if (!known) {
    known = (assignment.endpoints ?? [])
      .flatMap(({ locality, priority = 0, lbEndpoints = [] }) =>
        lbEndpoints.map((endpoint) => choiceOf(endpoint, priority, locality)),
      )
      .sort((a, b) => a.priority - b.priority);
    choices.set(assignment, known);
  }
  return known;
}

function choiceOf(endpoint: LbEndpoint, priority: number, locality: Locality | undefined): EndpointChoice {
  const address = endpoint.endpoint?.address;
  const socket = address?.socketAddress;
  const place = [locality?.region, locality?.zone, locality?.subZone].filter(Boolean).join('/');
  return {
    address: socket?.address ?? address?.pipe?.path ?? internalAddress(address?.envoyInternalAddress),
    ...(socket?.portValue !== undefined && { port: socket.portValue }),
    priority,
    ...(place !== '' && { locality: place }),
    weight: endpoint.loadBalancingWeight ?? 1,
    ...(endpoint.healthStatus && { health: endpoint.healthStatus }),
  };
}

function internalAddress(address: JsonMessage | undefined): string {
  return address ? `internal ${stringField(address, 'serverListenerName') ?? ''}` : '';
}

function endpointStep(assignment: ClusterLoadAssignment | undefined, endpoints: readonly EndpointChoice[]): Step {
  const first = endpoints[0]?.priority ?? 0;
  const preferred = endpoints.filter((one) => one.priority === first).length;
  const count = endpoints.length === preferred ? '' : ` of ${endpoints.length}, the others are for failover`;
  return {
    kind: 'endpoint',
    name: assignment?.clusterName ?? '',
    ...(assignment && { object: asJson(assignment) }),
    decision: `${preferred} endpoint${preferred === 1 ? '' : 's'}${count}`,
  };
}
