import { hostCovers, isWildcard } from './hosts.js';
import { CLUSTER_DOMAIN } from './mesh-config.js';
import { classOf } from './protocols.js';
import type { EgressListener, MeshProxy, MeshService, MeshVirtualService } from './types.js';

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

/** Services with an HTTP or detected port of this number, by hostname, in processing order; aliases of them as well. */
export function servicesOnPort(egress: EgressListener, port: number): ReadonlyMap<string, MeshService> {
  const found = new Map<string, MeshService>();
  for (const service of egress.services) {
    if (service.resolution === 'alias' || found.has(service.hostname)) continue;
    if (!service.ports.some((p) => p.number === port && isRouted(p.protocol))) continue;
    found.set(service.hostname, service);
    for (const alias of service.aliases) if (!found.has(alias.hostname)) found.set(alias.hostname, alias);
  }
  return found;
}

function isRouted(protocol: MeshService['ports'][number]['protocol']): boolean {
  const kind = classOf(protocol);
  return kind === 'http' || kind === 'auto';
}

/** Client facts that virtual hosts depend on. */
export type RouteClient = Pick<MeshProxy, 'namespace' | 'ipv4' | 'ipv6' | 'dnsCapture'>;

export interface VirtualHostFacts {
  readonly client: RouteClient;
  readonly owners: HostOwners;
  /** Those to look at, in precedence. */
  readonly virtualServices: readonly MeshVirtualService[];
  /** Services of the port, by hostname. */
  readonly services: ReadonlyMap<string, MeshService>;
  /** VirtualServices count here even if no service of the port has a host of theirs. */
  readonly everyHost: boolean;
  /** Whether one has any route for this client; without, it is as if absent. */
  readonly hasRoutes: (virtualService: MeshVirtualService) => boolean;
}

/**
 * The virtual hosts of a port. VirtualServices come first, in precedence, then the services that none speaks for. Later
 * hosts lose domains that an earlier one has. On port 80 every VirtualService is there, with hosts that no service of that
 * port has.
 */
export function decideVirtualHosts(facts: VirtualHostFacts): readonly VirtualHostDecision[] {
  const { client, owners, services } = facts;
  const decisions: VirtualHostDecision[] = [];
  const claimed = new Set<string>();
  const claim = (decision: VirtualHostDecision) => {
    if (claimed.has(decision.host)) return;
    claimed.add(decision.host);
    decisions.push(decision);
  };
  const byWildcard = matchWildcards(owners, services);
  for (const virtualService of facts.virtualServices) {
    const matched = virtualService.hosts.flatMap((host) => servicesOfHost(host, virtualService, services, byWildcard));
    const others = virtualService.hosts.filter((host) => isForeign(host, services));
    if (matched.length === 0 && (!facts.everyHost || others.length === 0)) continue;
    if (!facts.hasRoutes(virtualService)) continue;
    for (const service of matched) {
      const withoutOwn = withoutSpokenAliases(service, owners, services);
      claim({ host: service.hostname, service, virtualService, domains: domainsOf(client, withoutOwn) });
    }
    for (const host of others) claim({ host, virtualService, domains: [host] });
  }
  for (const service of services.values()) {
    if (service.resolution === 'alias') continue;
    const domains = domainsOf(client, withoutSpokenAliases(service, owners, services));
    claim({ host: service.hostname, service, domains });
  }
  return withoutDuplicateDomains(decisions);
}

/** For each service that only wildcard hosts match: the VirtualService with the most specific of them. */
function matchWildcards(
  owners: HostOwners,
  services: ReadonlyMap<string, MeshService>,
): ReadonlyMap<MeshVirtualService, readonly (readonly [string, MeshService])[]> {
  const out = new Map<MeshVirtualService, (readonly [string, MeshService])[]>();
  if (owners.wildcards.length === 0) return out;
  for (const service of services.values()) {
    if (service.resolution === 'alias' || owners.exact.has(service.hostname)) continue;
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
  const exact = services.get(host);
  if (exact) return [exact];
  if (!isWildcard(host)) return [];
  return (byWildcard.get(virtualService) ?? []).filter(([by]) => by === host).map(([, service]) => service);
}

/** A host that no service of the port has; a wildcard only if it covers none at all. */
function isForeign(host: string, services: ReadonlyMap<string, MeshService>): boolean {
  if (services.has(host)) return false;
  if (!isWildcard(host)) return true;
  for (const hostname of services.keys()) if (hostCovers(host, hostname)) return false;
  return true;
}

/** An alias that a VirtualService names has a virtual host of its own, and leaves that of its target. */
function withoutSpokenAliases(
  service: MeshService,
  owners: HostOwners,
  services: ReadonlyMap<string, MeshService>,
): MeshService {
  if (service.aliases.length === 0) return service;
  const kept = service.aliases.filter((a) => !(owners.exact.has(a.hostname) && services.has(a.hostname)));
  return kept.length === service.aliases.length ? service : { ...service, aliases: kept };
}

/**
 * Domains of a service: its FQDN with and without final dot, the short forms that the client's namespace can use, those
 * of its aliases, and its address. Headless services answer to the names of their pods too.
 */
export function domainsOf(client: RouteClient, service: MeshService): readonly string[] {
  const names = [service, ...service.aliases].flatMap((s) => namesOf(s, client.namespace));
  if (service.headless) return [...names, ...names.map((name) => `*.${name}`)];
  const address = virtualAddress(client, service);
  return address === undefined ? names : [...names, address.includes(':') ? `[${address}]` : address];
}

function namesOf(service: MeshService, clientNamespace: string): readonly string[] {
  const { hostname } = service;
  const names = [hostname, `${hostname}.`];
  const suffix = `.svc.${CLUSTER_DOMAIN}`;
  if (!hostname.endsWith(suffix) || isWildcard(hostname)) return names;
  const short = hostname.slice(0, -suffix.length);
  const dot = short.lastIndexOf('.');
  const [name, namespace] = [short.slice(0, dot), short.slice(dot + 1)];
  if (dot <= 0) return names;
  if (namespace === clientNamespace) return [...names, name, `${short}.svc`, short];
  return [...names, short, `${short}.svc`];
}

function virtualAddress(client: RouteClient, service: MeshService): string | undefined {
  const reachable = (address: string) => (address.includes(':') ? client.ipv6 : client.ipv4);
  if (service.addresses.length > 0) {
    const found = service.addresses.find(reachable);
    return found ?? (service.registry === 'external' ? service.addresses[0] : undefined);
  }
  return client.dnsCapture ? service.autoAddresses.find(reachable) : undefined;
}

function withoutDuplicateDomains(decisions: readonly VirtualHostDecision[]): readonly VirtualHostDecision[] {
  const taken = new Set<string>();
  const out: VirtualHostDecision[] = [];
  for (const decision of decisions) {
    const domains = decision.domains.filter((domain) => {
      const key = domain.toLowerCase();
      if (taken.has(key)) return false;
      taken.add(key);
      return true;
    });
    if (domains.length > 0) out.push({ ...decision, domains });
  }
  return out;
}
