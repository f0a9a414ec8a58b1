import { bracketed } from '../../mesh/hosts.js';
import type { EgressListener, MeshService, MeshVirtualService } from '../../mesh/types.js';
import {
  buildHostOwners,
  decideVirtualHosts,
  type HostOwners,
  isRouted,
  type VirtualHostDecision,
} from '../../mesh/virtual-hosts.js';
import { MESH_GATEWAY } from '../../mesh/virtual-services.js';
import type { Route, RouteConfiguration, VirtualHost } from '../../xds/types.js';
import { directResponseLimit } from '../direct-response-limit.js';
import { cached, madeBy, type Translation } from '../translation.js';
import { clientVariant } from './client.js';
import { gatewayRoutes } from './gateway.js';
import { type RoutePlace, resolvePlace } from './place.js';
import { virtualServiceRoutes } from './route.js';
import { defaultRoute, otherHosts, virtualHost } from './virtual-host.js';

/**
 * The route configurations that a proxy's listeners ask for; on sidecars `PORT` for a shared HTTP port, `HOST:PORT` for one service
 * whose protocol is detected. https://istio.io/latest/docs/ops/configuration/traffic-management/traffic-routing/
 */
export function translateOutboundRoutes(t: Translation, routeNames: readonly string[]): readonly RouteConfiguration[] {
  if (t.proxy.type === 'router') return gatewayRoutes(t, routeNames);
  const variant = `${clientVariant(t)}|${directResponseLimit(t)}`;
  return [...new Set(routeNames)].map((name) =>
    cached(t.shared, 'outbound-routes', `${name}|${variant}`, () => buildRouteConfiguration(t, name)),
  );
}

function buildRouteConfiguration(t: Translation, name: string): RouteConfiguration {
  const place = resolvePlace(t.scope, name);
  const hosts = place ? virtualHosts(t, place) : [];
  hosts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  if (place?.host === undefined) hosts.push(otherHosts(t));
  return {
    name,
    virtualHosts: hosts,
    validateClusters: false,
    ignorePortInHostMatching: true,
    maxDirectResponseBodySizeBytes: directResponseLimit(t),
  };
}

function virtualHosts(t: Translation, place: RoutePlace): VirtualHost[] {
  const owners = ownersOf(place.egress);
  const routes = memoRoutes(t, place);
  const everyHost = place.listenerPort === 80;
  const candidates = candidatesFor(place, owners, everyHost);
  return place.ports.flatMap((port) => {
    const decisions = decideVirtualHosts({
      client: { ...t.proxy, namespace: t.scope.namespace },
      owners,
      virtualServices: candidates,
      services: place.services,
      port,
      everyHost,
      hasRoutes: (virtualService) => routes(virtualService).length > 0,
    });
    return decisions
      .filter((decision) => isAsked(place, decision, port))
      .map((decision) => spellVirtualHost(t, place, decision, port, routes));
  });
}

/** A service whose protocol is detected has its routes for itself. Proxies know foreign hosts only by their bare name. */
function isAsked({ host, listenerPort }: RoutePlace, decision: VirtualHostDecision, port: number): boolean {
  if (host !== undefined) return decision.host === host;
  return listenerPort !== 0 || decision.service !== undefined || port === 80;
}

function spellVirtualHost(
  t: Translation,
  place: RoutePlace,
  { host, domains, service, virtualService }: VirtualHostDecision,
  port: number,
  routes: (virtualService: MeshVirtualService) => readonly Route[],
): VirtualHost {
  const own = virtualService ? routes(virtualService) : service ? [defaultRoute(t, service, port)] : [];
  const asked = place.listenerPort === 0 && service ? proxyDomains(domains, service, port) : domains;
  const value = virtualHost(t, `${bracketed(host)}:${port}`, place.host === undefined ? asked : ['*'], own);
  return virtualService
    ? madeBy(t.shared, value, { resource: virtualService.resource, path: ['spec', 'hosts'] })
    : value;
}

/**
 * Port 80 is what a client means that names none, if it is the first that is routed: istiod gives the names without port to
 * the first, and takes them from all but 80.
 */
function proxyDomains(domains: readonly string[], service: MeshService, port: number): readonly string[] {
  const bare = port === 80 && service.ports.find(({ number }) => isRouted(service, number))?.number === 80;
  return domains.flatMap((domain) => (bare ? [domain, `${domain}:80`] : [`${domain}:${port}`]));
}

function memoRoutes(t: Translation, place: RoutePlace): (virtualService: MeshVirtualService) => readonly Route[] {
  const made = new Map<MeshVirtualService, readonly Route[]>();
  const { listenerPort: port, known } = place;
  return (virtualService) => {
    let routes = made.get(virtualService);
    if (!routes) {
      routes = virtualServiceRoutes({
        t,
        virtualService,
        gateway: MESH_GATEWAY,
        tls: false,
        port,
        service: (hostname) => known.get(hostname),
        resolved: new Map(),
      });
      made.set(virtualService, routes);
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
  { egress, services }: RoutePlace,
  owners: HostOwners,
  everyHost: boolean,
): readonly MeshVirtualService[] {
  if (everyHost) return egress.virtualServices;
  const found = new Set(owners.wildcards.map((w) => w.virtualService));
  for (const hostname of services.keys()) for (const owner of owners.exact.get(hostname) ?? []) found.add(owner);
  return egress.virtualServices.filter((v) => found.has(v));
}
