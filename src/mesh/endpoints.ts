import type { EndpointSliceBody, NodeBody, PodBody } from '../model/kinds/kubernetes.js';
import type { WorkloadEntryBody } from '../model/kinds/workload-entry.js';
import type { Resource } from '../model/resource.js';
import type { Store } from '../model/store.js';
import { externalEndpoint } from './external-endpoints.js';
import type { MeshConfig } from './mesh-config.js';
import type { MeshEndpoint, MeshService, ServicePort } from './types.js';
import {
  canonicalName,
  canonicalRevision,
  podIps,
  podLocality,
  selects,
  spiffeId,
  tlsModeOf,
  withTopology,
  workloadName,
} from './workloads.js';

type Slice = Resource<EndpointSliceBody>;
type SliceEndpoint = NonNullable<EndpointSliceBody['endpoints']>[number];
type Pod = Resource<PodBody>;
type Identity = Omit<MeshEndpoint, 'address' | 'port' | 'weight' | 'health'>;

const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

/** What endpoints are made from, indexed once. */
export interface EndpointIndex {
  readonly config: MeshConfig;
  readonly slices: ReadonlyMap<string, readonly Slice[]>;
  readonly pods: ReadonlyMap<string, Pod>;
  readonly podsByNamespace: ReadonlyMap<string, readonly Pod[]>;
  readonly nodes: ReadonlyMap<string, Resource<NodeBody>>;
  readonly workloadEntries: ReadonlyMap<string, readonly Resource<WorkloadEntryBody>[]>;
  readonly identities: Map<Pod, Identity>;
}

export function buildEndpointIndex(store: Store, config: MeshConfig): EndpointIndex {
  const pods = store.list('Pod');
  return {
    config,
    slices: groupBy(store.list('EndpointSlice'), (s) => {
      return `${s.metadata.namespace}/${s.metadata.labels[SERVICE_NAME_LABEL] ?? ''}`;
    }),
    pods: new Map(pods.map((p) => [`${p.metadata.namespace}/${p.metadata.name}`, p])),
    podsByNamespace: groupBy(pods, (p) => p.metadata.namespace),
    nodes: new Map(store.list('Node').map((n) => [n.metadata.name, n])),
    workloadEntries: groupBy(store.list('WorkloadEntry'), (w) => w.metadata.namespace),
    identities: new Map(),
  };
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

/** Endpoints of a service port, unready ones included and marked. */
export function endpointsOf(index: EndpointIndex, service: MeshService, port: ServicePort): readonly MeshEndpoint[] {
  if (service.resolution === 'alias') return [];
  if (service.registry === 'kubernetes') {
    return [...sliceEndpoints(index, service, port), ...selectedWorkloadEntries(index, service, port)];
  }
  return service.selector
    ? [...selectedPods(index, service, port), ...selectedWorkloadEntries(index, service, port)]
    : inlineEndpoints(index, service, port);
}

function sliceEndpoints(index: EndpointIndex, service: MeshService, port: ServicePort): MeshEndpoint[] {
  const found = new Map<string, MeshEndpoint>();
  for (const slice of index.slices.get(`${service.namespace}/${service.resource.metadata.name}`) ?? []) {
    if (slice.body.addressType === 'FQDN') continue;
    const slicePort = (slice.body.ports ?? []).find((p) => (p.name ?? '') === port.name);
    const number = slicePort?.port;
    if (number === undefined) continue;
    for (const endpoint of slice.body.endpoints ?? []) {
      const identity = sliceIdentity(index, slice, endpoint);
      if (!identity) continue;
      const health = endpoint.conditions?.ready === false ? 'unhealthy' : 'healthy';
      for (const address of endpoint.addresses ?? []) {
        found.set(`${address}:${number}`, podEndpoint(identity, address, number, health));
      }
    }
  }
  return [...found.values()];
}

/** Spelled out field by field: a mesh has many, and a spread is slow. */
function podEndpoint(of: Identity, address: string, port: number, health: MeshEndpoint['health']): MeshEndpoint {
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

/** Undefined for an address whose pod is named but not known (istiod waits for the pod). */
function sliceIdentity(index: EndpointIndex, slice: Slice, endpoint: SliceEndpoint): Identity | undefined {
  const target = endpoint.targetRef;
  if (target?.kind !== 'Pod') return UNKNOWN_WORKLOAD;
  const pod = index.pods.get(`${target.namespace ?? slice.metadata.namespace}/${target.name ?? ''}`);
  return pod && podIdentity(index, pod);
}

const UNKNOWN_WORKLOAD: Identity = {
  labels: {},
  namespace: '',
  locality: '',
  network: '',
  tlsMode: 'disabled',
  serviceAccount: '',
  workloadName: '',
  canonicalName: '',
  canonicalRevision: '',
  nodeName: '',
};

function podIdentity(index: EndpointIndex, pod: Pod): Identity {
  const known = index.identities.get(pod);
  if (known) return known;
  const { labels, namespace } = pod.metadata;
  const nodeName = pod.body.spec?.nodeName ?? '';
  const locality = podLocality(labels, index.nodes.get(nodeName));
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

/** Pods that a ServiceEntry's workloadSelector picks in its namespace; port: targetPort, else the port's number. */
function selectedPods(index: EndpointIndex, service: MeshService, port: ServicePort): MeshEndpoint[] {
  const number = typeof port.targetPort === 'number' ? port.targetPort : port.number;
  return (index.podsByNamespace.get(service.namespace) ?? []).flatMap((pod) => {
    if (!selects(service.selector, pod.metadata.labels)) return [];
    const address = podIps(pod)[0];
    if (!address || !isReady(pod)) return [];
    return [podEndpoint(podIdentity(index, pod), address, number, 'healthy')];
  });
}

function isReady(pod: Pod): boolean {
  const phase = pod.body.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') return false;
  const ready = pod.body.status?.conditions?.find((c) => c.type === 'Ready');
  return ready?.status === 'True';
}

/** WorkloadEntries of the service's namespace that its selector picks. Without a selector none is picked. */
function selectedWorkloadEntries(index: EndpointIndex, service: MeshService, port: ServicePort): MeshEndpoint[] {
  if (!service.selector || Object.keys(service.selector).length === 0) return [];
  return (index.workloadEntries.get(service.namespace) ?? []).flatMap((entry) => {
    const spec = entry.body.spec ?? {};
    const labels = { ...entry.metadata.labels, ...spec.labels };
    if (!selects(service.selector, labels)) return [];
    const target = typeof port.targetPort === 'number' ? port.targetPort : port.number;
    return [
      externalEndpoint(index.config, {
        address: spec.address ?? '',
        port: spec.ports?.[port.name] ?? target,
        labels,
        namespace: entry.metadata.namespace,
        workloadName: entry.metadata.name,
        locality: spec.locality,
        network: spec.network,
        serviceAccount: spec.serviceAccount,
        weight: spec.weight,
      }),
    ];
  });
}

/** Endpoints that a ServiceEntry lists; a DNS one without any is its own host. */
function inlineEndpoints(index: EndpointIndex, service: MeshService, port: ServicePort): MeshEndpoint[] {
  const spec = service.serviceEntry?.body.spec ?? {};
  const { name: entryName, namespace } = service.resource.metadata;
  const target = typeof port.targetPort === 'number' ? port.targetPort : port.number;
  const listed = spec.endpoints ?? [];
  if (listed.length === 0) {
    if (service.resolution !== 'dns' && service.resolution !== 'dns-round-robin') return [];
    const facts = { address: service.hostname, port: target, labels: {}, namespace, workloadName: entryName };
    return [externalEndpoint(index.config, facts)];
  }
  return listed.map((endpoint, i) =>
    externalEndpoint(index.config, {
      address: endpoint.address ?? '',
      port: endpoint.ports?.[port.name] ?? target,
      labels: endpoint.labels ?? {},
      namespace,
      workloadName: `${entryName}-${i}`,
      locality: endpoint.locality,
      network: endpoint.network,
      serviceAccount: endpoint.serviceAccount,
      weight: endpoint.weight,
    }),
  );
}
