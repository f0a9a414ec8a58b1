import {
  decideGatewayVirtualHosts,
  type GatewayVirtualHost,
  type RoutePart,
} from '../../mesh/gateway-virtual-hosts.js';
import { serviceForRule } from '../../mesh/scope-services.js';
import type { Provenance } from '../../mesh/types.js';
import type { Route, RouteConfiguration, VirtualHost } from '../../xds/types.js';
import { directResponseLimit } from '../direct-response-limit.js';
import { routerVariant } from '../lds/gateway-variant.js';
import { cached, madeBy, type Translation } from '../translation.js';
import { isCatchAll } from './match.js';
import { virtualServiceRoutes } from './route.js';
import { virtualHost } from './virtual-host.js';

/**
 * The route configurations of a router: `http.PORT` for the plain HTTP servers of a port, one for each server that ends TLS.
 * https://istio.io/latest/docs/reference/config/networking/gateway/
 */
export function gatewayRoutes(t: Translation, routeNames: readonly string[]): readonly RouteConfiguration[] {
  const limit = directResponseLimit(t);
  return cached(t.shared, 'gateway-routes', `${routerVariant(t)}|${limit}`, () =>
    routeNames.map((name) => {
      const servers = t.mesh.gateways.ofRouter(t.proxy).routes.get(name) ?? [];
      const routes = memoRoutes(t);
      const hosts = decideGatewayVirtualHosts(t.mesh, t.scope.namespace, servers, (part) => routes(part).length > 0);
      const port = servers[0]?.port.number ?? 0;
      return {
        name,
        virtualHosts: hosts.length > 0 ? hosts.map((host) => spell(t, host, routes)) : [nobody(port)],
        validateClusters: false,
        ignorePortInHostMatching: true,
        maxDirectResponseBodySizeBytes: limit,
      };
    }),
  );
}

function memoRoutes(t: Translation): (part: RoutePart) => readonly Route[] {
  const known = new Map<RoutePart, readonly Route[]>();
  return (part) => {
    let routes = known.get(part);
    if (!routes) {
      const { namespace } = part.virtualService;
      const service = (hostname: string) => serviceForRule(t.mesh.services, t.scope, namespace, hostname);
      routes = virtualServiceRoutes({ t, service, ...part, resolved: new Map() });
      known.set(part, routes);
    }
    return routes;
  };
}

function spell(
  t: Translation,
  { name, domains, parts, requireTls, server }: GatewayVirtualHost,
  routesOf: (part: RoutePart) => readonly Route[],
): VirtualHost {
  const routes = parts.flatMap(routesOf);
  const value: VirtualHost = {
    ...virtualHost(t, name, domains, catchAllLast(routes)),
    ...(requireTls && { requireTls: 'ALL' }),
  };
  const from = parts.map(({ virtualService: { resource } }): Provenance => ({ resource, path: ['spec', 'hosts'] }));
  return madeBy(t.shared, value, ...from, { resource: server.resource, path: [...server.path, 'hosts'] });
}

/** Routes of one VirtualService must not hide those of the next one. */
function catchAllLast(routes: readonly Route[]): readonly Route[] {
  return [...routes.filter((r) => !isCatchAll(r.match)), ...routes.filter((r) => isCatchAll(r.match))];
}

/** Answers 404 to everything. */
function nobody(port: number): VirtualHost {
  return { name: `blackhole:${port}`, domains: ['*'] };
}
