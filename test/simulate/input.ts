import { loadRegexEngine } from '../../src/model/regex-engine.js';
import { buildRegexEngine } from '../../src/simulate/regex.js';
import type { HttpRequest, SimulatedRequest, SimulationFacts } from '../../src/simulate/types.js';
import { typeUrl } from '../../src/xds/json.js';
import type { Snapshot } from '../../src/xds/snapshot.js';
import type { Cluster, Route, RouteConfiguration, VirtualHost } from '../../src/xds/types.js';

export const facts: SimulationFacts = { regex: buildRegexEngine(await loadRegexEngine()) };

/** A static cluster with one endpoint. */
export const cluster = (name: string): Cluster => ({
  name,
  type: 'STATIC',
  loadAssignment: {
    clusterName: name,
    endpoints: [
      { lbEndpoints: [{ endpoint: { address: { socketAddress: { address: '10.0.0.1', portValue: 80 } } } }] },
    ],
  },
});

/** A snapshot whose listener on port 80 serves a route configuration, with a cluster of each name. */
export function snapshotOf(
  routes: RouteConfiguration,
  clusters: readonly string[],
  manager: Readonly<Record<string, string | number | boolean>> = {},
): Snapshot {
  const type = typeUrl('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager');
  const typedConfig = { '@type': type, ...manager, rds: { routeConfigName: routes.name } };
  return {
    listeners: [
      {
        name: 'web',
        address: { socketAddress: { address: '0.0.0.0', portValue: 80 } },
        filterChains: [{ name: 'chain', filters: [{ name: 'hcm', typedConfig }] }],
      },
    ],
    routes: [routes],
    clusters: clusters.map(cluster),
    endpoints: [],
  };
}

export const hostOf = (name: string, domains: readonly string[], routes: readonly Route[]): VirtualHost => ({
  name,
  domains,
  routes,
});

/** `GET http://HOST/PATH`, with headers by name. */
export function get(url: string, headers: Readonly<Record<string, string>> = {}): SimulatedRequest {
  const [, authority = '', path = ''] = /^http:\/\/([^/]*)(.*)$/.exec(url) ?? [];
  const http: HttpRequest = { method: 'GET', scheme: 'http', authority, path, headers: Object.entries(headers) };
  return { direction: 'gateway', destination: { port: 80 }, tls: 'none', http };
}
