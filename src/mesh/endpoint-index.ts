import type { EndpointSliceBody, NodeBody, PodBody } from '../model/kinds/kubernetes.js';
import type { WorkloadEntryBody } from '../model/kinds/workload-entry.js';
import type { Resource } from '../model/resource.js';
import type { Store } from '../model/store.js';
import type { MeshConfig } from './mesh-config.js';
import type { MeshEndpoint, MeshService } from './types.js';
import {
  canonicalName,
  canonicalRevision,
  nodeLocality,
  podIps,
  spiffeId,
  tlsModeOf,
  withTopology,
  workloadName,
  writtenLocality,
} from './workloads.js';

export type Slice = Resource<EndpointSliceBody>;
export type Pod = Resource<PodBody>;
/** What is known of the workload behind an address, whatever the port. */
export type Identity = Omit<MeshEndpoint, 'address' | 'port' | 'weight' | 'health'>;

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

/** What endpoints are made from, indexed once. */
export interface EndpointIndex {
  readonly config: MeshConfig;
  /** Services by `namespace/hostname`, the oldest first: all of one name and namespace share their endpoints. */
  readonly services: ReadonlyMap<string, readonly MeshService[]>;
  readonly slices: ReadonlyMap<string, readonly Slice[]>;
  readonly pods: ReadonlyMap<string, Pod>;
  readonly podsByNamespace: ReadonlyMap<string, readonly Pod[]>;
  /** By `namespace/address`. */
  readonly podsByAddress: ReadonlyMap<string, Pod>;
  readonly nodes: ReadonlyMap<string, Resource<NodeBody>>;
  readonly workloadEntries: ReadonlyMap<string, readonly Resource<WorkloadEntryBody>[]>;
  readonly identities: Map<Pod, Identity>;
}

export function buildEndpointIndex(store: Store, config: MeshConfig, services: readonly MeshService[]): EndpointIndex {
  const pods = store.list('Pod');
  return {
    config,
    services: groupBy(services, nameKey),
    slices: groupBy(store.list('EndpointSlice'), (s) => {
      return `${s.metadata.namespace}/${s.metadata.labels[SERVICE_NAME_LABEL] ?? ''}`;
    }),
    pods: new Map(pods.map((p) => [`${p.metadata.namespace}/${p.metadata.name}`, p])),
    podsByNamespace: groupBy(pods, (p) => p.metadata.namespace),
    podsByAddress: new Map(pods.filter(isReady).map((p) => [`${p.metadata.namespace}/${podIps(p)[0] ?? ''}`, p])),
    nodes: new Map(store.list('Node').map((n) => [n.metadata.name, n])),
    workloadEntries: groupBy(store.list('WorkloadEntry'), (w) => w.metadata.namespace),
    identities: new Map(),
  };
}

function nameKey({ namespace, hostname }: MeshService): string {
  return `${namespace}/${hostname}`;
}

/** All services of the namespace and hostname of one, itself or what it was trimmed from among them. */
export function namesakes(index: EndpointIndex, service: MeshService): readonly MeshService[] {
  return index.services.get(nameKey(service)) ?? [service];
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Whether a pod may get traffic. */
export function isReady(pod: Pod): boolean {
  const phase = pod.body.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') return false;
  return pod.body.status?.conditions?.find((c) => c.type === 'Ready')?.status === 'True';
}

/** What endpoints tell of a pod, the same for all services and ports. */
export function podIdentity(index: EndpointIndex, pod: Pod): Identity {
  const known = index.identities.get(pod);
  if (known) return known;
  const { labels, namespace } = pod.metadata;
  const nodeName = pod.body.spec?.nodeName ?? '';
  const locality = writtenLocality(labels) || nodeLocality(index.nodes.get(nodeName));
  const network = labels['topology.istio.io/network'] ?? '';
  const workload = workloadName(pod.metadata);
  const account = pod.body.spec?.serviceAccountName ?? pod.body.spec?.serviceAccount ?? '';
  const identity: Identity = {
    labels: withTopology(labels, locality, nodeName, network),
    namespace,
    locality,
    network,
    tlsMode: tlsModeOf(labels),
    serviceAccount: spiffeId(index.config.trustDomain, namespace, account),
    workloadName: workload,
    canonicalName: canonicalName(labels, workload),
    canonicalRevision: canonicalRevision(labels),
    nodeName,
  };
  index.identities.set(pod, identity);
  return identity;
}

/** Spelled out field by field: a mesh has many, and a spread is slow. */
export function podEndpoint(of: Identity, address: string, port: number, health: MeshEndpoint['health']): MeshEndpoint {
  return {
    address,
    port,
    labels: of.labels,
    namespace: of.namespace,
    locality: of.locality,
    network: of.network,
    tlsMode: of.tlsMode,
    serviceAccount: of.serviceAccount,
    workloadName: of.workloadName,
    canonicalName: of.canonicalName,
    canonicalRevision: of.canonicalRevision,
    nodeName: of.nodeName,
    weight: 1,
    health,
  };
}
