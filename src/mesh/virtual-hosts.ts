import { bracketed, hostCovers, hostsOverlap, isWildcard, namesOf } from './hosts.js';
import { classOf } from './protocols.js';
import type { EgressListener, MeshProxy, MeshService, MeshVirtualService, ServicePort } from './types.js';

/** A virtual host: whose routes it carries, and the domains it answers to. */
export interface VirtualHostDecision {
  readonly host: string;
  readonly domains: readonly string[];
  /** The service behind the host, if it is one with the port at hand. */
  readonly service?: MeshService;
  readonly virtualService?: MeshVirtualService;
}

/** Which VirtualService speaks for which host of an egress listener; built once a listener. */
export interface HostOwners {
  readonly exact: ReadonlyMap<string, readonly MeshVirtualService[]>;
  /** Wildcard hosts, the most specific first; of equals the first in precedence. */
  readonly wildcards: readonly { readonly host: string; readonly virtualService: MeshVirtualService }[];
}

export function buildHostOwners(virtualServices: readonly MeshVirtualService[]): HostOwners {
  const exact = new Map<string, MeshVirtualService[]>();
  const wildcards: { host: string; virtualService: MeshVirtualService }[] = [];
  for (const virtualService of virtualServices) {
    for (const host of virtualService.hosts) {
      if (isWildcard(host)) wildcards.push({ host, virtualService });
      else {
        const owners = exact.get(host);
        if (owners) owners.push(virtualService);
        else exact.set(host, [virtualService]);
      }
    }
  }
  wildcards.sort((a, b) => b.host.length - a.host.length);
  return { exact, wildcards };
}

/** Services with a port of this number, by hostname; of several with one hostname the last in processing order. */
export function servicesOnPort(egress: EgressListener, port: number): ReadonlyMap<string, MeshService> {
  const found = new Map<string, MeshService>();
  for (const service of egress.services) if (portOf(service, port)) found.set(service.hostname, service);
  return found;
}

/** Ports of UDP may have the number of another one, and are never meant. */
function portOf(service: MeshService, port: number): ServicePort | undefined {
  return service.ports.find((p) => p.number === port && p.protocol !== 'udp');
}

/** Whether requests to a port of a service are routed: its protocol is HTTP, or detected. */
export function isRouted(service: MeshService, port: number): boolean {
  const found = portOf(service, port);
  const kind = found && classOf(found.protocol);
  return kind === 'http' || kind === 'auto';
}

/** Client facts that virtual hosts depend on. */
export type RouteClient = Pick<MeshProxy, 'namespace' | 'ipv4' | 'ipv6' | 'dnsCapture'>;

export interface VirtualHostFacts {
  readonly client: RouteClient;
  readonly owners: HostOwners;
  /** Those to look at, in precedence. */
  readonly virtualServices: readonly MeshVirtualService[];
  /** Services that listeners of this place know, by hostname. Hosts of VirtualServices that aren't among them are foreign. */
  readonly services: ReadonlyMap<string, MeshService>;
  readonly port: number;
  /** VirtualServices count here even if no service of the port has a host of theirs. */
  readonly everyHost: boolean;
  /** Whether one has any route for this client; without, it is as if absent. */
  readonly hasRoutes: (virtualService: MeshVirtualService) => boolean;
}

/**
 * The virtual hosts of a port. VirtualServices come first, in precedence, then the services that none speaks for. Later
 * hosts lose domains that an earlier one has, so an alias with a VirtualService of its own takes its names from its target.
 * On port 80 every VirtualService is there, with hosts that no service of that port has.
 */
export function decideVirtualHosts(facts: VirtualHostFacts): readonly VirtualHostDecision[] {
  const { client, owners, services, port } = facts;
  const decisions: VirtualHostDecision[] = [];
  const claimed = new Set<string>();
  const claim = (decision: VirtualHostDecision) => {
    if (claimed.has(decision.host)) return;
    claimed.add(decision.host);
    decisions.push(decision);
  };
  const byWildcard = matchWildcards(owners, services);
  for (const virtualService of facts.virtualServices) {
    const matched = virtualService.hosts
      .flatMap((host) => servicesOfHost(host, virtualService, services, byWildcard))
      .filter((service) => isRouted(service, port));
    if (matched.length === 0 && !facts.everyHost) continue;
    const others = virtualService.hosts.filter((host) => isForeign(host, services));
    if (matched.length + others.length === 0 || !facts.hasRoutes(virtualService)) continue;
    for (const host of others) claim({ host, virtualService, domains: [bracketed(host)] });
    for (const service of matched) {
      claim({ host: service.hostname, service, virtualService, domains: domainsOf(client, service) });
    }
  }
  for (const service of services.values()) {
    if (service.resolution === 'alias' || !isRouted(service, port)) continue;
    if (!claimed.has(service.hostname)) claim({ host: service.hostname, service, domains: domainsOf(client, service) });
  }
  return withoutDuplicateDomains(decisions);
}

/** For each VirtualService the services of which it has the most specific wildcard host, and no other an exact one. */
function matchWildcards(
  owners: HostOwners,
  services: ReadonlyMap<string, MeshService>,
): ReadonlyMap<MeshVirtualService, readonly (readonly [string, MeshService])[]> {
  const out = new Map<MeshVirtualService, (readonly [string, MeshService])[]>();
  if (owners.wildcards.length === 0) return out;
  for (const service of services.values()) {
    if (owners.exact.has(service.hostname)) continue;
    const best = owners.wildcards.find(({ host }) => hostCovers(host, service.hostname));
    if (!best) continue;
    const list = out.get(best.virtualService);
    if (list) list.push([best.host, service]);
    else out.set(best.virtualService, [[best.host, service]]);
  }
  return out;
}

function servicesOfHost(
  host: string,
  virtualService: MeshVirtualService,
  services: ReadonlyMap<string, MeshService>,
  byWildcard: ReturnType<typeof matchWildcards>,
): readonly MeshService[] {
  if (!isWildcard(host)) {
    const exact = services.get(host);
    return exact ? [exact] : [];
  }
  return (byWildcard.get(virtualService) ?? []).filter(([by]) => by === host).map(([, service]) => service);
}

/** A host that no service has; a wildcard only if it has no name in common with any. */
function isForeign(host: string, services: ReadonlyMap<string, MeshService>): boolean {
  if (services.has(host)) return false;
  if (!isWildcard(host)) return true;
  for (const hostname of services.keys()) if (hostsOverlap(host, hostname)) return false;
  return true;
}

/**
 * Domains of a service: its FQDN with and without final dot, the short forms that the client's namespace can use, those
 * of its aliases, and its address. Headless services answer to the names of their pods too.
 */
export function domainsOf(client: RouteClient, service: MeshService): readonly string[] {
  const names = [service, ...service.aliases].flatMap((s) => namesOf(s.hostname, client.namespace));
  if (service.headless) return [...names, ...names.map((name) => `*.${name}`)];
  const address = virtualAddress(client, service);
  return address === undefined ? names : [...names, bracketed(address)];
}

function virtualAddress(client: RouteClient, service: MeshService): string | undefined {
  const reachable = (address: string) => (address.includes(':') ? client.ipv6 : client.ipv4);
  if (service.addresses.length > 0) {
    const found = service.addresses.find(reachable);
    return found ?? (service.registry === 'external' ? service.addresses[0] : undefined);
  }
  return client.dnsCapture ? service.autoAddresses.find(reachable) : undefined;
}

/** Each domain stays with the first that has it; a short form that is the full name of another service is left to that. */
function withoutDuplicateDomains(decisions: readonly VirtualHostDecision[]): readonly VirtualHostDecision[] {
  const taken = new Set<string>();
  const fullNames = new Set(decisions.flatMap(({ service }) => (service ? [service.hostname] : [])));
  return decisions.flatMap((decision) => {
    const own = new Set([decision.host, ...(decision.service?.aliases ?? []).map((alias) => alias.hostname)]);
    const domains = decision.domains.filter((domain) => {
      const key = domain.toLowerCase();
      if (taken.has(key) || (fullNames.has(domain) && !own.has(domain))) return false;
      taken.add(key);
      return true;
    });
    return domains.length > 0 ? [{ ...decision, domains }] : [];
  });
}
