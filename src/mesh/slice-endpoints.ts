import type { EndpointSliceBody } from '../model/kinds/kubernetes.js';
import { type EndpointIndex, type Identity, podEndpoint, podIdentity, type Slice } from './endpoint-index.js';
import type { MeshEndpoint, MeshService } from './types.js';

type SliceEndpoint = NonNullable<EndpointSliceBody['endpoints']>[number];

const SESSION_LABELS = ['istio.io/persistent-session', 'istio.io/persistent-session-header'] as const;

/** Whether clients stay with an endpoint of the service that is about to go: its requests have sessions. */
export function keepsSessions({ labels }: MeshService): boolean {
  return SESSION_LABELS.some((label) => labels[label]);
}

/**
 * The endpoints that the EndpointSlices of a Kubernetes Service list for a port of this name.
 * https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/
 */
export function sliceEndpoints(index: EndpointIndex, service: MeshService, portName: string): readonly MeshEndpoint[] {
  const found = new Map<string, MeshEndpoint>();
  for (const slice of index.slices.get(`${service.namespace}/${service.resource.metadata.name}`) ?? []) {
    if (slice.body.addressType === 'FQDN') continue;
    const slicePort = (slice.body.ports ?? []).find((p) => (p.name ?? '') === portName);
    const number = slicePort?.port;
    if (number === undefined) continue;
    for (const endpoint of slice.body.endpoints ?? []) {
      const health = healthOf(endpoint, service);
      for (const address of endpoint.addresses ?? []) {
        const identity = sliceIdentity(index, slice, endpoint, address);
        if (identity) found.set(`${address}:${number}`, podEndpoint(identity, address, number, health));
      }
    }
  }
  return [...found.values()];
}

/** A condition that a slice leaves out counts as true. https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions */
function healthOf({ conditions }: SliceEndpoint, service: MeshService): MeshEndpoint['health'] {
  if (conditions?.ready !== false) return 'healthy';
  if (conditions.terminating === false) return 'unhealthy';
  return conditions.serving !== false && keepsSessions(service) ? 'draining' : 'terminating';
}

/**
 * Undefined for an address whose pod is named but not known (istiod waits for the pod). Where none is named, a pod of the
 * namespace with this address is taken for it.
 */
function sliceIdentity(
  index: EndpointIndex,
  slice: Slice,
  endpoint: SliceEndpoint,
  address: string,
): Identity | undefined {
  const target = endpoint.targetRef;
  const { namespace } = slice.metadata;
  if (target?.kind === 'Pod') {
    const named = index.pods.get(`${target.namespace ?? namespace}/${target.name ?? ''}`);
    return named && podIdentity(index, named);
  }
  const pod = index.podsByAddress.get(`${namespace}/${address}`);
  return pod ? podIdentity(index, pod) : UNKNOWN_WORKLOAD;
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
