import type { Store } from '../../model/store.js';
import type { Mesh, MeshDestinationRule, MeshService, ServicePort } from '../types.js';
import { describeExposures, type Exposures } from './gateways.js';
import { type ProtocolReason, protocolReason } from './protocol.js';
import { type DescribedSubset, describeSubsets } from './subsets.js';
import { type DescribedVirtualService, describeVirtualServices } from './virtual-services.js';

/** A port of a service. */
export interface DescribedServicePort {
  readonly port: ServicePort;
  readonly why: ProtocolReason;
  /** On the workload; absent where no workload with a proxy serves it. */
  readonly targetPort?: number;
  readonly endpoints: { readonly ready: number; readonly unready: number };
}

/** A service, and what decides about requests to it. */
export interface DescribedService {
  readonly service: MeshService;
  readonly ports: readonly DescribedServicePort[];
  readonly destinationRule?: MeshDestinationRule;
  readonly subsets: readonly DescribedSubset[];
  readonly virtualServices: readonly DescribedVirtualService[];
  readonly exposures: Exposures;
}

/** Whose view of a service counts. */
export interface ServiceView {
  /** Clients are in this namespace. */
  readonly namespace: string;
  /** The workload that is described, if one is: its labels say which subsets it is in. */
  readonly workload?: {
    readonly labels: Readonly<Record<string, string>>;
    /** Its port for one of the service, if it serves that. */
    readonly targetPort: (port: ServicePort) => number | undefined;
  };
}

/** Gathers what clients of a namespace go by when they call a service, a Sidecar of theirs aside. */
export function describeService(mesh: Mesh, store: Store, service: MeshService, view: ServiceView): DescribedService {
  const { namespace, workload } = view;
  const client = { namespace, labels: {} };
  const destinationRule = mesh.destinationRules.find(client, service.hostname, service.namespace);
  const subsets = describeSubsets(destinationRule, workload?.labels);
  const subject = { hostname: service.hostname, subsets };
  return {
    service,
    ports: describePorts(mesh, store, service, view),
    ...(destinationRule && { destinationRule }),
    subsets,
    virtualServices: describeVirtualServices(mesh, subject, namespace),
    exposures: describeExposures(mesh, subject),
  };
}

function describePorts(
  mesh: Mesh,
  store: Store,
  service: MeshService,
  { workload }: ServiceView,
): readonly DescribedServicePort[] {
  const described = service.ports.map((port): DescribedServicePort => {
    const targetPort = workload ? workload.targetPort(port) : servedPort(mesh, service, port);
    const endpoints = service.resolution === 'alias' ? [] : mesh.endpoints(service, port);
    const unready = endpoints.filter(({ health }) => health !== 'healthy' && health !== 'unknown').length;
    return {
      port,
      why: protocolReason(store, service, port),
      ...(targetPort !== undefined && { targetPort }),
      endpoints: { ready: endpoints.length - unready, unready },
    };
  });
  return workload ? described.filter(({ targetPort }) => targetPort !== undefined) : described;
}

function servedPort(mesh: Mesh, service: MeshService, port: ServicePort): number | undefined {
  const targets = mesh.proxies.flatMap((proxy) => proxy.targets);
  return targets.find((t) => t.service === service && t.port === port)?.targetPort;
}
