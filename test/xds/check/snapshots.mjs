// Makes whole snapshots of the small pieces that the cases in cases/*.yaml are written in.

const type = (name) => `type.googleapis.com/${name}`;
const BACKEND = { name: 'backend', type: 'STATIC', connectTimeout: '1s' };

/** A network filter that forwards to the backend. */
const TCP_PROXY = {
  name: 'envoy.filters.network.tcp_proxy',
  typedConfig: {
    '@type': type('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy'),
    statPrefix: 'backend',
    cluster: 'backend',
  },
};

const ROUTER = {
  name: 'envoy.filters.http.router',
  typedConfig: { '@type': type('envoy.extensions.filters.http.router.v3.Router') },
};

const manager = (fields) => ({
  name: 'envoy.filters.network.http_connection_manager',
  typedConfig: {
    '@type': type('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'),
    statPrefix: 'web',
    rds: { configSource: { ads: {} }, routeConfigName: '80' },
    httpFilters: [ROUTER],
    ...fields,
  },
});

const listener = (fields) => ({
  name: '0.0.0.0_80',
  address: { socketAddress: { address: '127.0.0.1', portValue: 10080 } },
  ...fields,
});

const web = (fields) => listener({ filterChains: [{ filters: [manager(fields)] }] });
const host = (fields) => ({ name: 'a', domains: ['*'], ...fields });

/** How each word of a case becomes listeners, routes, clusters and endpoints. */
const PIECES = {
  listeners: (listeners) => ({
    listeners: listeners.map((fields) => listener({ filterChains: [{ filters: [TCP_PROXY] }], ...fields })),
  }),
  listener: (fields) => ({ listeners: [listener({ filterChains: [{ filters: [TCP_PROXY] }], ...fields })] }),
  filterChains: (chains) => ({
    listeners: [listener({ filterChains: chains.map((chain) => ({ filters: [TCP_PROXY], ...chain })) })],
  }),
  filters: (filters) => ({ listeners: [listener({ filterChains: [{ filters }] })] }),
  tcpProxy: (fields) => ({
    listeners: [
      listener({
        filterChains: [{ filters: [{ ...TCP_PROXY, typedConfig: { ...TCP_PROXY.typedConfig, ...fields } }] }],
      }),
    ],
  }),
  networkFilter: (filter) => ({ listeners: [listener({ filterChains: [{ filters: [filter, TCP_PROXY] }] })] }),
  serverTls: (fields) => ({
    listeners: [
      listener({
        filterChains: [
          {
            filters: [TCP_PROXY],
            transportSocket: {
              name: 'envoy.transport_sockets.tls',
              typedConfig: {
                '@type': type('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext'),
                ...fields,
              },
            },
          },
        ],
      }),
    ],
  }),
  manager: (fields) => ({ listeners: [web(fields)], routes: [{ name: '80' }] }),
  httpFilter: (filter) => ({ listeners: [web({ httpFilters: [filter, ROUTER] })], routes: [{ name: '80' }] }),
  accessLog: (log) => ({ listeners: [web({ accessLog: [log] })], routes: [{ name: '80' }] }),
  virtualHosts: (hosts) => ({
    listeners: [web({})],
    routes: [{ name: '80', validateClusters: false, virtualHosts: hosts.map(host) }],
  }),
  route: (route) => ({
    listeners: [web({})],
    routes: [
      {
        name: '80',
        validateClusters: false,
        virtualHosts: [
          host({
            routes: [
              {
                match: { prefix: '/' },
                ...(route.redirect || route.directResponse || route.nonForwardingAction
                  ? {}
                  : { route: { cluster: 'backend' } }),
                ...route,
              },
            ],
          }),
        ],
      },
    ],
  }),
  action: (action) => ({
    listeners: [web({})],
    routes: [
      {
        name: '80',
        validateClusters: false,
        virtualHosts: [
          host({
            routes: [
              {
                match: { prefix: '/' },
                route:
                  action.weightedClusters || action.cluster !== undefined ? action : { cluster: 'backend', ...action },
              },
            ],
          }),
        ],
      },
    ],
  }),
  match: (match) => ({
    listeners: [web({})],
    routes: [
      {
        name: '80',
        validateClusters: false,
        virtualHosts: [
          host({
            routes: [
              {
                match:
                  match.path !== undefined ||
                  match.safeRegex ||
                  match.prefix !== undefined ||
                  match.pathSeparatedPrefix !== undefined
                    ? match
                    : { prefix: '/', ...match },
                route: { cluster: 'backend' },
              },
            ],
          }),
        ],
      },
    ],
  }),
  clusters: (clusters) => ({ clusters: clusters.map((fields) => ({ name: 'c', connectTimeout: '1s', ...fields })) }),
  cluster: (fields) => ({ clusters: [{ name: 'c', connectTimeout: '1s', type: 'STATIC', ...fields }] }),
  endpoints: (endpoints) => ({
    clusters: [{ name: 'c', connectTimeout: '1s', type: 'EDS', edsClusterConfig: { edsConfig: { ads: {} } } }],
    endpoints: [{ clusterName: 'c', endpoints }],
  }),
};

/** A copy without nulls, with which a case takes off what a piece has by itself. */
function withoutNulls(value) {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(kept.map(([key, field]) => [key, withoutNulls(field)]));
}

/** The snapshot of a case. */
export function snapshotOf(piece) {
  const [word] = Object.keys(PIECES).filter((key) => key in piece);
  const { listeners = [], routes = [], clusters = [], endpoints = [] } = PIECES[word](piece[word]);
  return withoutNulls({ listeners, routes, clusters: [BACKEND, ...clusters], endpoints });
}
