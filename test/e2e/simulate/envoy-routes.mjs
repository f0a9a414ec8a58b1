// Puts route configurations of many proxies into one Envoy: a listener on a socket file each, every cluster an echo server.

const HTTP_MANAGER =
  'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
const FILTERS = ['envoy.filters.http.cors'];
const ROUTER = {
  name: 'envoy.filters.http.router',
  typedConfig: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
};

/** The route configurations of a snapshot, each with the connection manager that asks for it first. */
export function routeConfigsOf(snapshot) {
  const byName = new Map(snapshot.routes.map((routes) => [routes.name, routes]));
  const found = new Map();
  for (const listener of snapshot.listeners) {
    for (const chain of [...(listener.filterChains ?? []), listener.defaultFilterChain].filter(Boolean)) {
      for (const { typedConfig } of chain.filters ?? []) {
        if (typedConfig?.['@type'] !== HTTP_MANAGER) continue;
        const routes = typedConfig.routeConfig ?? byName.get(typedConfig.rds?.routeConfigName);
        if (routes && !found.has(routes)) found.set(routes, { routes, manager: typedConfig });
      }
    }
  }
  return [...found.values()];
}

/**
 * A connection manager with these routes inline, and nothing that takes another server. Every answer says in `x-cluster` which cluster it
 * came from.
 */
export function plainManager(manager, routes) {
  const { rds, accessLog, tracing, forwardClientCertDetails, setCurrentClientCertDetails, ...rest } = manager;
  const own = [
    { header: { key: 'x-cluster', value: '%UPSTREAM_CLUSTER%' }, appendAction: 'OVERWRITE_IF_EXISTS_OR_ADD' },
  ];
  const kept = (manager.httpFilters ?? []).filter(({ name }) => FILTERS.includes(name));
  return {
    ...rest,
    httpFilters: [...kept, ROUTER],
    routeConfig: {
      ...routes,
      validateClusters: false,
      responseHeadersToAdd: [...(routes.responseHeadersToAdd ?? []), ...own],
    },
  };
}

const LIMITS = [
  'perTryTimeout',
  'perTryIdleTimeout',
  'idleTimeout',
  'maxGrpcTimeout',
  'maxStreamDuration',
  'streamIdleTimeout',
  'requestTimeout',
  'requestHeadersTimeout',
];

/** The same without limits on time: where a machine is busy, that one runs out is no difference. */
export function withoutLimits(value) {
  if (Array.isArray(value)) return value.map(withoutLimits);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !LIMITS.includes(key));
  const out = Object.fromEntries(kept.map(([key, field]) => [key, withoutLimits(field)]));
  // Without a word a route has a limit of 15 seconds.
  return out.match && out.route ? { ...out, route: { ...out.route, timeout: '0s' } } : out;
}

/** The listener of a plain manager, at an address. */
export function listenerOf(manager, name, address) {
  const filter = { name: 'envoy.filters.network.http_connection_manager', typedConfig: manager };
  return { name, address, filterChains: [{ name, filters: [filter] }] };
}

/** Names of all clusters that a route configuration leads to. */
export function clustersOf(value, found = new Set()) {
  if (Array.isArray(value)) for (const item of value) clustersOf(item, found);
  else if (value && typeof value === 'object') {
    if (typeof value.cluster === 'string') found.add(value.cluster);
    for (const one of value.weightedClusters?.clusters ?? []) found.add(one.name);
    for (const field of Object.values(value)) clustersOf(field, found);
  }
  return found;
}

/** A cluster that is the echo server, whatever its name. */
export function echoCluster(name, socket) {
  const endpoint = { address: { pipe: { path: socket } } };
  return {
    name,
    type: 'STATIC',
    connectTimeout: '5s',
    circuitBreakers: {
      thresholds: [{ maxConnections: 4096, maxRequests: 4096, maxPendingRequests: 4096, maxRetries: 64 }],
    },
    loadAssignment: { clusterName: name, endpoints: [{ lbEndpoints: [{ endpoint }] }] },
  };
}
