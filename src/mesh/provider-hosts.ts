import type { MeshService } from './types.js';

/** Namespaces that have a service of a host name. */
export type ProviderHosts = ReadonlyMap<string, ReadonlySet<string>>;

export function indexProviderHosts(services: readonly MeshService[]): ProviderHosts {
  const hosts = new Map<string, Set<string>>();
  for (const { hostname, namespace } of services) {
    const namespaces = hosts.get(hostname);
    if (namespaces) namespaces.add(namespace);
    else hosts.set(hostname, new Set([namespace]));
  }
  return hosts;
}

/**
 * Host of the service that an extension provider names as `namespace/host` or, where only one namespace has it, `host`;
 * undefined when there is none.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-ExtensionProvider
 */
export function findProviderHost(hosts: ProviderHosts, service: string): string | undefined {
  const [first = '', second, ...more] = service.split('/');
  if (more.length > 0) return undefined;
  const host = second ?? first;
  const namespaces = hosts.get(host);
  if (!namespaces) return undefined;
  return (second === undefined ? namespaces.size === 1 : namespaces.has(first)) ? host : undefined;
}
