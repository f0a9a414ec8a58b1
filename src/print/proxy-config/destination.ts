import { findMisfit, ROUTES } from '../../xds/dump/shapes.js';
import type { JsonMessage } from '../../xds/json.js';
import type { Extension, FilterChain, RouteConfiguration } from '../../xds/types.js';
import { messageField, textField } from './any.js';
import { describeVirtualHost } from './route-match.js';

const HTTP = 'envoy.filters.network.http_connection_manager';
const TCP = 'envoy.filters.network.tcp_proxy';
const BLACK_HOLE = 'BlackHoleCluster';
const NEITHER = 'Non-HTTP/Non-TCP';

/** What a listener's filter speaks: HTTP, TCP, or nothing that ends a chain. A proxy into the black hole is none. */
export function filterKind(filter: Extension): 'HTTP' | 'TCP' | undefined {
  if (filter.name === HTTP) return 'HTTP';
  if (filter.name !== TCP) return undefined;
  return JSON.stringify(filter.typedConfig ?? {}).includes(BLACK_HOLE) ? undefined : 'TCP';
}

/** Where a filter chain leads: a route by name, an inline route in short, or a cluster. */
export function describeDestination(chain: FilterChain): string {
  for (const filter of chain.filters ?? []) {
    const kind = filterKind(filter);
    if (kind === 'HTTP') return describeHttp(filter.typedConfig);
    if (kind === 'TCP') return describeCluster(textField(filter.typedConfig, 'cluster'));
  }
  return NEITHER;
}

function describeHttp(manager: JsonMessage | undefined): string {
  const inline = messageField(manager, 'routeConfig');
  if (inline) return isRoutes(inline) ? describeInline(inline) : 'Inline Route: (unreadable)';
  const name = textField(messageField(manager, 'rds'), 'routeConfigName');
  return name ? `Route: ${name}` : 'HTTP';
}

function isRoutes(message: JsonMessage): message is JsonMessage & RouteConfiguration {
  return findMisfit(message, ROUTES) === undefined;
}

function describeInline(routes: RouteConfiguration): string {
  const cluster = onlyCluster(routes);
  if (cluster) return describeCluster(cluster);
  return `Inline Route: ${(routes.virtualHosts ?? []).map(describeVirtualHost).join('; ')}`;
}

/** The cluster that everything goes to, when the routes say no more than that. */
function onlyCluster({ virtualHosts = [] }: RouteConfiguration): string | undefined {
  const [host, ...others] = virtualHosts;
  const [route, ...more] = host?.routes ?? [];
  if (others.length > 0 || more.length > 0 || host?.domains?.length !== 1 || host.domains[0] !== '*') return undefined;
  return route?.match?.prefix === '/' ? route.route?.cluster : undefined;
}

/** Istio's own clusters (PassthroughCluster and the like) tell by their names what they are. */
function describeCluster(name: string): string {
  return name.includes('Cluster') ? name : `Cluster: ${name}`;
}
