import type { EgressListener, MeshService, MeshVirtualService, Scope } from '../../mesh/types.js';
import { buildHostOwners, decideVirtualHosts, type HostOwners, servicesOnPort } from '../../mesh/virtual-hosts.js';
import type { Route, RouteConfiguration, VirtualHost } from '../../xds/types.js';
import { cached, madeBy, type Translation } from '../translation.js';
import { clientVariant } from './client.js';
import { virtualServiceRoutes } from './route.js';
import { ALLOW_ANY, BLOCK_ALL, defaultRoute, virtualHost } from './virtual-host.js';

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
  const { host, port } = parseName(name);
  const egress = egressOfPort(t.scope, port);
  const hosts = egress ? virtualHosts(t, egress, host, port) : [];
  hosts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  if (host === undefined) hosts.push(t.scope.outboundPolicy === 'registry-only' ? BLOCK_ALL : ALLOW_ANY);
  return {
    name,
    virtualHosts: hosts,
    validateClusters: false,
    ignorePortInHostMatching: true,
    maxDirectResponseBodySizeBytes: 1048576,
  };
}

function parseName(name: string): { readonly host?: string; readonly port: number } {
  const colon = name.lastIndexOf(':');
  return colon < 0 ? { port: Number(name) } : { host: name.slice(0, colon), port: Number(name.slice(colon + 1)) };
}

/** The first egress listener with the port, else the one for all ports. */
function egressOfPort(scope: Scope, port: number): EgressListener | undefined {
  return scope.egress.find((e) => e.port?.number === port) ?? scope.egress.find((e) => !e.port);
}

function virtualHosts(t: Translation, egress: EgressListener, only: string | undefined, port: number): VirtualHost[] {
  const all = servicesOnPort(egress, port);
  const services = only === undefined ? all : withAliases(all, only);
  const owners = ownersOf(egress);
  const candidates = candidatesFor(egress, owners, services, port);
  const routes = memoRoutes(t, port);
  const decisions = decideVirtualHosts(
    { ...t.proxy, namespace: t.scope.namespace },
    owners,
    candidates,
    services,
    port,
    (virtualService) => routes(virtualService).length > 0,
  );
  return decisions
    .filter((d) => only === undefined || d.host === only)
    .map(({ host, domains, service, virtualService }) => {
      const own = virtualService ? routes(virtualService) : service ? [defaultRoute(t, service, port)] : [];
      const value = virtualHost(`${host}:${port}`, only === undefined ? domains : ['*'], own);
      return virtualService
        ? madeBy(t.shared, value, { resource: virtualService.resource, path: ['spec', 'hosts'] })
        : value;
    });
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

/** VirtualServices to look at: all on port 80, else those with an exact host among the services, or any wildcard. */
function candidatesFor(
  egress: EgressListener,
  owners: HostOwners,
  services: ReadonlyMap<string, MeshService>,
  port: number,
): readonly MeshVirtualService[] {
  if (port === 80) return egress.virtualServices;
  const found = new Set(owners.wildcards.map((w) => w.virtualService));
  for (const hostname of services.keys()) for (const owner of owners.exact.get(hostname) ?? []) found.add(owner);
  return egress.virtualServices.filter((v) => found.has(v));
}
