import { textOf } from '../../model/text.js';
import type { Json, JsonMessage } from '../../xds/json.js';
import type { Snapshot } from '../../xds/snapshot.js';
import type { FilterChain, Listener, Route, RouteConfiguration, VirtualHost } from '../../xds/types.js';
import { clusterLabel } from './clusters.js';
import type { OriginsOf, SummaryRow } from './types.js';

const HTTP_MANAGER = 'envoy.filters.network.http_connection_manager';
const TCP_PROXY = 'envoy.filters.network.tcp_proxy';

/** One row a route that outbound traffic can take: HTTP routes by port and host, connections by listener. */
export function routeRows(snapshot: Snapshot, originsOf: OriginsOf): SummaryRow[] {
  const routes = new Map(snapshot.routes.map((r) => [r.name, r]));
  const rows: SummaryRow[] = [];
  for (const listener of snapshot.listeners) {
    if (listener.trafficDirection !== 'OUTBOUND' || listener.useOriginalDst) continue;
    for (const chain of chainsOf(listener)) rows.push(...chainRows(listener, chain, routes, originsOf));
  }
  return rows;
}

function chainsOf(listener: Listener): readonly FilterChain[] {
  const last = listener.defaultFilterChain;
  const withDefault = last && last.name !== 'PassthroughFilterChain';
  return [...(listener.filterChains ?? []), ...(withDefault ? [last] : [])];
}

function chainRows(
  listener: Listener,
  chain: FilterChain,
  routes: ReadonlyMap<string, RouteConfiguration>,
  originsOf: OriginsOf,
): SummaryRow[] {
  const at = listener.address?.socketAddress;
  const port = textOf(at?.portValue ?? listener.name);
  for (const filter of chain.filters ?? []) {
    if (filter.name === HTTP_MANAGER) {
      const name = message(filter.typedConfig?.['rds'])?.['routeConfigName'];
      const config = typeof name === 'string' ? routes.get(name) : undefined;
      return config ? hostRows(port, config, originsOf) : [];
    }
    if (filter.name === TCP_PROXY && filter.typedConfig) {
      const match = connectionMatch(chain, at?.address ?? '');
      return [[port, 'TCP', match, tcpTarget(filter.typedConfig), '', originsOf(chain).join(' ')]];
    }
  }
  return [];
}

function hostRows(port: string, config: RouteConfiguration, originsOf: OriginsOf): SummaryRow[] {
  return (config.virtualHosts ?? []).flatMap((host) =>
    (host.routes ?? []).map((route, i) => [
      port,
      i === 0 ? hostName(host) : '',
      routeMatch(route),
      routeTarget(route),
      routeSettings(route),
      originsOf(route).join(' '),
    ]),
  );
}

function hostName(host: VirtualHost): string {
  return host.domains[0] === '*' && host.name.includes(':') ? host.name.replace(/:\d+$/, '') : (host.domains[0] ?? '');
}

function connectionMatch(chain: FilterChain, address: string): string {
  const match = chain.filterChainMatch ?? {};
  const parts = [];
  if (match.serverNames?.length) parts.push(`SNI ${match.serverNames.join(',')}`);
  if (match.prefixRanges?.length) {
    parts.push(`to ${match.prefixRanges.map((r) => `${r.addressPrefix}/${r.prefixLen ?? 0}`).join(',')}`);
  }
  return parts.join(' ') || address;
}

/** The condition of a route in one line. */
export function routeMatch(route: Route): string {
  const { match } = route;
  const path =
    match.path ??
    match.safeRegex?.regex ??
    (match.pathSeparatedPrefix !== undefined ? `${match.pathSeparatedPrefix}/*` : `${match.prefix ?? ''}*`);
  const conditions = [
    ...(match.headers ?? []).map((h) => `${h.invertMatch ? 'not ' : ''}${h.name}${matcher(h.stringMatch)}`),
    ...(match.queryParameters ?? []).map((q) => `?${q.name}${matcher(q.stringMatch)}`),
  ];
  return [match.safeRegex ? `regex ${path}` : path, ...conditions].join(' & ');
}

function matcher(
  value: NonNullable<NonNullable<Route['match']['headers']>[number]['stringMatch']> | undefined,
): string {
  if (!value) return '';
  if (value.exact !== undefined) return `=${value.exact}`;
  if (value.prefix !== undefined) return `=${value.prefix}*`;
  if (value.suffix !== undefined) return `=*${value.suffix}`;
  return value.safeRegex ? `~${value.safeRegex.regex}` : '';
}

function routeTarget(route: Route): string {
  const { redirect, directResponse, route: action } = route;
  if (redirect) {
    const to = [
      redirect.schemeRedirect && `${redirect.schemeRedirect}://`,
      redirect.hostRedirect,
      redirect.pathRedirect,
    ];
    return `redirect ${to.filter(Boolean).join('') || '(same)'}`;
  }
  if (directResponse) return `answer ${directResponse.status ?? 200}`;
  if (action?.cluster !== undefined) return clusterLabel(action.cluster);
  return weighted((action?.weightedClusters?.clusters ?? []).map((c) => [c.name, c.weight ?? 0]));
}

function tcpTarget(config: JsonMessage): string {
  const cluster = config['cluster'];
  if (typeof cluster === 'string') return clusterLabel(cluster);
  const list = message(config['weightedClusters'])?.['clusters'];
  if (!Array.isArray(list)) return '?';
  return weighted(list.map((c: Json) => [textOf(message(c)?.['name']), Number(textOf(message(c)?.['weight'] ?? 0))]));
}

function weighted(clusters: readonly (readonly [string, number])[]): string {
  const total = clusters.reduce((sum, [, weight]) => sum + weight, 0);
  return clusters.map(([name, weight]) => `${percent(weight, total)} ${clusterLabel(name)}`).join(', ');
}

function percent(weight: number, total: number): string {
  return total > 0 ? `${Math.round((1000 * weight) / total) / 10}%` : '0%';
}

function routeSettings(route: Route): string {
  const action = route.route ?? {};
  const retry = action.retryPolicy;
  const parts = [];
  if (action.timeout && action.timeout !== '0s') parts.push(`timeout ${action.timeout}`);
  if (retry) parts.push(`retries ${Number(retry['numRetries'] ?? 1)}`);
  if (action.prefixRewrite !== undefined) parts.push(`rewrite ${action.prefixRewrite}`);
  if (action.regexRewrite) parts.push('regex rewrite');
  if (action.hostRewriteLiteral) parts.push(`host ${action.hostRewriteLiteral}`);
  if (action.requestMirrorPolicies?.length) parts.push('mirrored');
  for (const filter of Object.keys(route.typedPerFilterConfig ?? {})) parts.push(filter.split('.').at(-1) ?? filter);
  return parts.join(', ');
}

function message(value: Json | undefined): JsonMessage | undefined {
  return value && typeof value === 'object' && !Array.isArray(value) ? (value as JsonMessage) : undefined;
}
