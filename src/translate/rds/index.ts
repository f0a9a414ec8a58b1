import type { EgressListener, MeshService, MeshVirtualService, Scope } from '../../mesh/types.js';
import { buildHostOwners, decideVirtualHosts, type HostOwners, servicesOnPort } from '../../mesh/virtual-hosts.js';
import type { Route, RouteConfiguration, VirtualHost } from '../../xds/types.js';
import { cached, madeBy, type Translation } from '../translation.js';
import { clientVariant } from './client.js';
import { virtualServiceRoutes } from './route.js';
import { defaultRoute, otherHosts, virtualHost } from './virtual-host.js';

/**
 * The route configurations that a sidecar's listeners ask for: `PORT` for a shared HTTP port, `HOST:PORT` for one service
 * whose protocol is detected. https://istio.io/latest/docs/ops/configuration/traffic-management/traffic-routing/
 */
export function translateOutboundRoutes(t: Translation, routeNames: readonly string[]): readonly RouteConfiguration[] {
  const variant = clientVariant(t);
  return [...new Set(routeNames)].map((name) =>
    cached(t.shared, 'outbound-routes', `${name}|${variant}`, () => buildRouteConfiguration(t, name)),
  );
}

function buildRouteConfiguration(t: Translation, name: string): RouteConfiguration {
  const place = parseName(t.scope, name);
  const hosts = virtualHosts(t, place);
  hosts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  if (place.host === undefined) hosts.push(otherHosts(t));
  return {
    name,
    virtualHosts: hosts,
    validateClusters: false,
    ignorePortInHostMatching: true,
    maxDirectResponseBodySizeBytes: 1048576,
  };
}

/** What a route configuration is for. */
interface RoutePlace {
  readonly egress: EgressListener | undefined;
  /** Ports of services that are reachable here: one, or all of them behind a proxy port or a socket. */
  readonly ports: readonly number[];
  /** Clients name the port with the host, as they do to a proxy. */
  readonly asProxy: boolean;
  /** The only host, for a service whose protocol is detected. */
  readonly host?: string;
}

function parseName(scope: Scope, name: string): RoutePlace {
  if (name.startsWith('unix://')) return proxyPlace(scope.egress.find((e) => e.bind === name));
  const colon = name.lastIndexOf(':');
  const port = Number(name.slice(colon + 1));
  const egress = egressOfPort(scope, port);
  if (egress?.port?.protocol === 'http-proxy') return proxyPlace(egress);
  return { egress, ports: [port], asProxy: false, ...(colon >= 0 && { host: name.slice(0, colon) }) };
}

function proxyPlace(egress: EgressListener | undefined): RoutePlace {
  const ports = (egress?.services ?? []).flatMap((s) => s.ports.map((p) => p.number));
  return { egress, ports: [...new Set(ports)], asProxy: true };
}

/** The first egress listener with the port, else the one for all ports. */
function egressOfPort(scope: Scope, port: number): EgressListener | undefined {
  return scope.egress.find((e) => e.port?.number === port) ?? scope.egress.find((e) => !e.port);
}

function virtualHosts(t: Translation, place: RoutePlace): VirtualHost[] {
  const { egress } = place;
  return egress ? place.ports.flatMap((port) => virtualHostsOfPort(t, egress, place, port)) : [];
}

function virtualHostsOfPort(t: Translation, egress: EgressListener, place: RoutePlace, port: number): VirtualHost[] {
  const all = servicesOnPort(egress, port);
  const only = place.host;
  const services = only === undefined ? all : withAliases(all, only);
  const owners = ownersOf(egress);
  const everyHost = port === 80 && !place.asProxy;
  const routes = memoRoutes(t, port);
  const decisions = decideVirtualHosts({
    client: { ...t.proxy, namespace: t.scope.namespace },
    owners,
    virtualServices: candidatesFor(egress, owners, services, everyHost),
    services,
    everyHost,
    hasRoutes: (virtualService) => routes(virtualService).length > 0,
  });
  return decisions
    .filter((d) => only === undefined || d.host === only)
    .map(({ host, domains, service, virtualService }) => {
      const own = virtualService ? routes(virtualService) : service ? [defaultRoute(t, service, port)] : [];
      const asked = place.asProxy ? proxyDomains(domains, port) : domains;
      const value = virtualHost(`${host}:${port}`, only === undefined ? asked : ['*'], own);
      return virtualService
        ? madeBy(t.shared, value, { resource: virtualService.resource, path: ['spec', 'hosts'] })
        : value;
    });
}

/** Port 80 is what a client means that names none. */
function proxyDomains(domains: readonly string[], port: number): readonly string[] {
  return domains.flatMap((domain) => (port === 80 ? [domain, `${domain}:80`] : [`${domain}:${port}`]));
}

function withAliases(all: ReadonlyMap<string, MeshService>, host: string): ReadonlyMap<string, MeshService> {
  const service = all.get(host);
  if (!service) return new Map();
  return new Map([service, ...service.aliases].map((s) => [s.hostname, s]));
}

function memoRoutes(t: Translation, port: number): (virtualService: MeshVirtualService) => readonly Route[] {
  const known = new Map<MeshVirtualService, readonly Route[]>();
  return (virtualService) => {
    let routes = known.get(virtualService);
    if (!routes) {
      routes = virtualServiceRoutes({ t, virtualService, port });
      known.set(virtualService, routes);
    }
    return routes;
  };
}

const OWNERS = new WeakMap<EgressListener, HostOwners>();

function ownersOf(egress: EgressListener): HostOwners {
  let owners = OWNERS.get(egress);
  if (!owners) {
    owners = buildHostOwners(egress.virtualServices);
    OWNERS.set(egress, owners);
  }
  return owners;
}

/** VirtualServices to look at: all where every host counts, else those with an exact host among the services, or any wildcard. */
function candidatesFor(
  egress: EgressListener,
  owners: HostOwners,
  services: ReadonlyMap<string, MeshService>,
  everyHost: boolean,
): readonly MeshVirtualService[] {
  if (everyHost) return egress.virtualServices;
  const found = new Set(owners.wildcards.map((w) => w.virtualService));
  for (const hostname of services.keys()) for (const owner of owners.exact.get(hostname) ?? []) found.add(owner);
  return egress.virtualServices.filter((v) => found.has(v));
}
