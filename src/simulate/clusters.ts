import { asJson, type JsonMessage } from '../xds/json.js';
import type { Snapshot } from '../xds/snapshot.js';
import type { Cluster, ClusterLoadAssignment, LbEndpoint, Locality } from '../xds/types.js';
import { messageField, numberField, stringField } from './match/strings.js';
import type { EndpointChoice, Outcome, SimulationFacts, Step } from './types.js';

interface ClusterIndex {
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly assignments: ReadonlyMap<string, ClusterLoadAssignment>;
  /** What was found so far, by the cluster's name. */
  readonly reached: Map<string, Upstream>;
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
  let upstream = index.reached.get(name);
  if (!upstream) {
    const cluster = index.clusters.get(name);
    upstream = cluster ? describeCluster(index, cluster) : missing(name);
    // A cluster that a header names may be anything: what is not there is not kept.
    if (cluster) index.reached.set(name, upstream);
  }
  const isEmpty = upstream.outcome.reason === NO_ENDPOINT;
  const workloads = (isEmpty && facts.workloadsOf?.(name)) || [];
  return workloads.length > 0 ? servedBy(upstream, name, workloads) : upstream;
}

const NO_ENDPOINT = 'no_healthy_upstream';

function missing(name: string): Upstream {
  return {
    steps: [{ kind: 'cluster', name, decision: 'there is no such cluster', stops: true }],
    outcome: { kind: 'no-upstream', cluster: name, status: 503, reason: 'cluster_not_found' },
  };
}

function describeCluster(index: ClusterIndex, cluster: Cluster): Upstream {
  const { name, lbPolicy = 'ROUND_ROBIN' } = cluster;
  const subset = name.startsWith('outbound|') ? name.split('|')[2] : undefined;
  const outcome = { cluster: name, lbPolicy, ...(subset && { subset }) };
  const details = [`balancing: ${lbPolicy}`];
  const step: Step = { kind: 'cluster', name, object: cluster, decision: typeOf(cluster), details };
  // Where clusters of other types lead, their extension finds out as requests come.
  if (cluster.type === 'ORIGINAL_DST' || (cluster.clusterType && !cluster.loadAssignment))
    return { steps: [step], outcome: { ...outcome, kind: 'forwarded' } };
  const service = stringField(cluster.edsClusterConfig, 'serviceName');
  const assignment = cluster.type === 'EDS' ? index.assignments.get(service || name) : cluster.loadAssignment;
  if (cluster.type === 'EDS' && index.assignments.size === 0) {
    // Envoy leaves endpoints out of a dump unless it is asked for them.
    const unknown: Step = { kind: 'endpoint', name: '', decision: 'not known: no endpoints were dumped' };
    return { steps: [step, unknown], outcome: { ...outcome, kind: 'forwarded' } };
  }
  const all = endpointsOf(assignment);
  const healthy = all.filter((one) => !UNHEALTHY.has(one.health ?? ''));
  const panics = healthy.length === 0 && panicThreshold(cluster) > 0;
  const endpoints = panics ? all : healthy;
  if (endpoints.length > 0) {
    const found = endpointStep(assignment, endpoints, panics);
    return { steps: [step, found], outcome: { ...outcome, kind: 'forwarded', endpoints } };
  }
  const decision = all.length > 0 ? 'none of the endpoints is healthy' : 'the cluster has no endpoints';
  const none: Step = { kind: 'endpoint', name: '', decision, stops: true };
  return { steps: [step, none], outcome: { ...outcome, kind: 'no-upstream', status: 503, reason: NO_ENDPOINT } };
}

const UNHEALTHY: ReadonlySet<string> = new Set(['UNHEALTHY', 'DRAINING', 'TIMEOUT']);

/** Percentage of healthy endpoints below which all get requests; Envoy's default is 50. */
function panicThreshold(cluster: Cluster): number {
  const threshold = messageField(cluster.commonLbConfig, 'healthyPanicThreshold');
  return threshold ? (numberField(threshold, 'value') ?? 0) : 50;
}

/** The same where pods that nobody runs yet serve the cluster. */
function servedBy({ steps, outcome }: Upstream, name: string, workloads: readonly string[]): Upstream {
  const { status: _, reason: __, ...rest } = outcome;
  const served: Step = { kind: 'endpoint', name, decision: `pods of ${workloads.join(', ')}` };
  return { steps: [...steps.slice(0, 1), served], outcome: { ...rest, kind: 'forwarded' } };
}

function indexOf(snapshot: Snapshot): ClusterIndex {
  let index = indexes.get(snapshot);
  if (!index) {
    index = {
      clusters: new Map(snapshot.clusters.map((cluster) => [cluster.name, cluster])),
      assignments: new Map(snapshot.endpoints.map((assignment) => [assignment.clusterName, assignment])),
      reached: new Map(),
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
function endpointsOf(assignment: ClusterLoadAssignment | undefined): readonly EndpointChoice[] {
  return (assignment?.endpoints ?? [])
    .flatMap(({ locality, priority = 0, lbEndpoints = [] }) =>
      lbEndpoints.map((endpoint) => choiceOf(endpoint, priority, locality)),
    )
    .sort((a, b) => a.priority - b.priority);
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

function endpointStep(
  assignment: ClusterLoadAssignment | undefined,
  endpoints: readonly EndpointChoice[],
  panics: boolean,
): Step {
  const first = endpoints[0]?.priority ?? 0;
  const preferred = endpoints.filter((one) => one.priority === first).length;
  const count = endpoints.length === preferred ? '' : ` of ${endpoints.length}, the others are for failover`;
  return {
    kind: 'endpoint',
    name: assignment?.clusterName ?? '',
    ...(assignment && { object: asJson(assignment) }),
    decision: `${preferred} endpoint${preferred === 1 ? '' : 's'}${count}${panics ? ': none is healthy, so all get requests' : ''}`,
  };
}
