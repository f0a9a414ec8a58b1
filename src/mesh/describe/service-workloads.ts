import type { Mesh, MeshProxy, MeshService } from '../types.js';
import { type DescribedPolicy, type DescribedPort, describeAuthorization, describeInbound } from './workload.js';

/** A workload behind a service, and how it takes the service's requests. */
export interface ServiceWorkload {
  readonly name: string;
  readonly namespace: string;
  readonly proxies: readonly MeshProxy[];
  /** Those that the service sends to. */
  readonly inbound: readonly DescribedPort[];
  readonly authorization: readonly DescribedPolicy[];
}

/** The workloads with proxies that serve a service. Proxies of one workload are alike, so the first speaks for all. */
export function describeServiceWorkloads(mesh: Mesh, service: MeshService): readonly ServiceWorkload[] {
  const groups = new Map<string, { first: MeshProxy; proxies: MeshProxy[] }>();
  for (const proxy of mesh.proxies) {
    if (!proxy.targets.some((target) => target.service === service)) continue;
    const key = `${proxy.namespace}/${proxy.workloadName}`;
    const known = groups.get(key);
    if (known) known.proxies.push(proxy);
    else groups.set(key, { first: proxy, proxies: [proxy] });
  }
  return [...groups.values()].map(({ first, proxies }) => {
    const ports = new Set(first.targets.filter((t) => t.service === service).map(({ targetPort }) => targetPort));
    return {
      name: first.workloadName,
      namespace: first.namespace,
      proxies,
      inbound: describeInbound(mesh, first).filter(({ port }) => port !== undefined && ports.has(port)),
      authorization: describeAuthorization(mesh, first),
    };
  });
}

/** How many addresses a service has that no proxy stands in front of: they take neither mutual TLS nor policies. */
export function endpointsWithoutProxy(mesh: Mesh, service: MeshService): number {
  if (service.registry !== 'kubernetes' || service.resolution === 'alias') return 0;
  const addresses = service.ports
    .flatMap((port) => mesh.endpoints(service, port))
    .filter(({ tlsMode }) => tlsMode === 'disabled')
    .map(({ address }) => address);
  const proxies = new Set(mesh.proxies.flatMap(({ ips }) => ips));
  return new Set(addresses.filter((address) => !proxies.has(address))).size;
}
