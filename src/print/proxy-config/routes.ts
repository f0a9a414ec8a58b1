import type { Route, RouteConfiguration, VirtualHost } from '../../xds/types.js';
import { formatTable } from '../table.js';
import { ownerOf } from './names.js';
import { describeDomains, describeMatch } from './route-match.js';
import { inUnstableOrder } from './unstable-order.js';

/** The routes of a name, or all, in the order of tables: those whose names are ports by number, as far as that puts them in order. */
export function selectRoutes(
  routes: readonly RouteConfiguration[],
  name: string | undefined,
): readonly RouteConfiguration[] {
  const keyed = routes.map((route) => ({ route, port: /^\d+$/.test(route.name) ? Number(route.name) : Number.NaN }));
  const ordered = inUnstableOrder(keyed, (a, b) => a.port < b.port).map(({ route }) => route);
  return name ? ordered.filter((route) => route.name === name) : ordered;
}

/** The table of `proxy-config route`, a line for each route of each virtual host; not verbose, a line for each configuration. */
export function formatRoutes(routes: readonly RouteConfiguration[], { verbose = true, named = false } = {}): string {
  const header = ['NAME', ...(verbose ? ['VHOST NAME', 'DOMAINS', 'MATCH', 'VIRTUAL SERVICE'] : ['VIRTUAL HOSTS'])];
  const rows = routes.flatMap((route) => {
    const name = named ? `route/${route.name}` : route.name;
    const hosts = route.virtualHosts ?? [];
    if (!verbose) return [[name, String(hosts.length)]];
    return hosts.flatMap((host) => describeHost(host).map((cells) => [name, ...cells]));
  });
  return formatTable([header, ...rows], { padding: 5 });
}

function describeHost(host: VirtualHost): readonly (readonly string[])[] {
  const start = [host.name ?? '', describeDomains(host.domains ?? [])];
  const routes = host.routes ?? [];
  if (routes.length === 0) return [[...start, '/*', '404']];
  return routes
    .filter((route) => !isPassthrough(route))
    .map((route) => [...start, describeMatch(route.match), ownerOf(route.metadata)]);
}

/** The catch-all that lets unknown hosts through says nothing about the mesh. */
function isPassthrough(route: Route): boolean {
  return route.route?.cluster === 'PassthroughCluster';
}
