import type { BareProxy } from './proxies.js';
import type { MeshEndpoint, MeshService, ServicePort, ServiceTarget } from './types.js';
import { selects } from './workloads.js';

type Endpoints = (service: MeshService, port: ServicePort) => readonly MeshEndpoint[];

/** Services of one namespace that may have targets. */
export interface TargetCandidates {
  /** Kubernetes Services by one `key=value` of their selector, so that a pod asks only about those it may be taken by. */
  readonly byLabel: ReadonlyMap<string, readonly MeshService[]>;
  /** Services without selector, and those of ServiceEntries: they know their workloads by address. */
  readonly byAddress: readonly MeshService[];
}

/** Services that may have targets, by namespace. */
export function indexServices(services: readonly MeshService[]): ReadonlyMap<string, TargetCandidates> {
  const out = new Map<string, { byLabel: Map<string, MeshService[]>; byAddress: MeshService[] }>();
  for (const service of services) {
    if (service.resolution === 'alias') continue;
    let own = out.get(service.namespace);
    if (!own) {
      own = { byLabel: new Map(), byAddress: [] };
      out.set(service.namespace, own);
    }
    const label = service.registry === 'kubernetes' ? Object.entries(service.selector ?? {})[0] : undefined;
    if (!label) {
      own.byAddress.push(service);
      continue;
    }
    const key = label.join('=');
    const list = own.byLabel.get(key);
    if (list) list.push(service);
    else own.byLabel.set(key, [service]);
  }
  return out;
}

/**
 * Service ports that the proxy's own workload serves: Services of its namespace whose selector takes the pod (where none
 * does, those whose EndpointSlices name its address), and ServiceEntries of its namespace with its address.
 * Oldest service first, then by hostname: the first of several on one target port decides for it.
 */
export function selectTargets(
  proxy: BareProxy,
  byNamespace: ReadonlyMap<string, TargetCandidates>,
  endpoints: Endpoints,
): readonly ServiceTarget[] {
  const own = byNamespace.get(proxy.namespace);
  if (!own) return [];
  const selecting = Object.entries(proxy.labels)
    .flatMap((label) => own.byLabel.get(label.join('=')) ?? [])
    .filter((service) => selects(service.selector, proxy.labels));
  const targets = selecting.flatMap((service) => targetsBySelector(service, proxy));
  for (const service of own.byAddress) {
    if (service.registry === 'external' || selecting.length === 0) {
      targets.push(...targetsByAddress(service, proxy, endpoints));
    }
  }
  return targets.sort((a, b) => a.service.created - b.service.created || compareHost(a, b));
}

/** Of several ports of a service that lead to one port of the workload by the same protocol only the first counts. */
function targetsBySelector(service: MeshService, proxy: BareProxy): ServiceTarget[] {
  const found = new Map<string, ServiceTarget>();
  for (const port of service.ports) {
    const targetPort = port.protocol === 'udp' ? undefined : resolveTargetPort(port, proxy);
    if (targetPort === undefined) continue;
    const key = `${targetPort} ${port.protocol}`;
    if (!found.has(key)) found.set(key, { service, port, targetPort });
  }
  return [...found.values()];
}

function compareHost(a: ServiceTarget, b: ServiceTarget): number {
  return a.service.hostname < b.service.hostname ? -1 : a.service.hostname > b.service.hostname ? 1 : 0;
}

function targetsByAddress(service: MeshService, proxy: BareProxy, endpoints: Endpoints): ServiceTarget[] {
  return service.ports.flatMap((port) => {
    if (port.protocol === 'udp') return [];
    const own = endpoints(service, port).find((e) => proxy.ips.includes(e.address));
    return own ? [{ service, port, targetPort: own.port }] : [];
  });
}

/**
 * A target port by name is a container port of the pod; a name that no container declares gives nothing. The API server
 * writes a target port into every Service, so manifests of workloads get its default; where the input has Pods, what is
 * there counts, and istiod takes a missing port as 0.
 */
function resolveTargetPort(port: ServicePort, proxy: BareProxy): number | undefined {
  if (port.targetPort === undefined) return proxy.resource.kind === 'Pod' ? 0 : port.number;
  if (typeof port.targetPort === 'number') return port.targetPort;
  if (/^\d+$/.test(port.targetPort)) return Number(port.targetPort);
  for (const container of [...(proxy.podSpec.containers ?? []), ...(proxy.podSpec.initContainers ?? [])]) {
    const found = container.ports?.find((p) => p.name === port.targetPort && (p.protocol ?? 'TCP') === 'TCP');
    if (found?.containerPort !== undefined) return found.containerPort;
  }
  return undefined;
}
