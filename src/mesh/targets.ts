import type { BareProxy } from './proxies.js';
import type { MeshEndpoint, MeshService, ServicePort, ServiceTarget } from './types.js';
import { selects } from './workloads.js';

type Endpoints = (service: MeshService, port: ServicePort) => readonly MeshEndpoint[];

/** Services that may have targets, by namespace. */
export function indexServices(services: readonly MeshService[]): ReadonlyMap<string, readonly MeshService[]> {
  const out = new Map<string, MeshService[]>();
  for (const s of services) {
    if (s.resolution === 'alias') continue;
    const list = out.get(s.namespace);
    if (list) list.push(s);
    else out.set(s.namespace, [s]);
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
  byNamespace: ReadonlyMap<string, readonly MeshService[]>,
  endpoints: Endpoints,
): readonly ServiceTarget[] {
  const own = byNamespace.get(proxy.namespace) ?? [];
  const selecting = own.filter((s) => s.registry === 'kubernetes' && s.selector && selects(s.selector, proxy.labels));
  const targets = selecting.flatMap((service) =>
    service.ports.flatMap((port) => {
      const targetPort = port.protocol === 'udp' ? undefined : resolveTargetPort(port, proxy);
      return targetPort === undefined ? [] : [{ service, port, targetPort }];
    }),
  );
  const byAddress = own.filter((s) => s.registry === 'external' || (selecting.length === 0 && !s.selector));
  for (const service of byAddress) targets.push(...targetsByAddress(service, proxy, endpoints));
  return targets.sort((a, b) => a.service.created - b.service.created || compareHost(a, b));
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
