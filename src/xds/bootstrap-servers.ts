import type { Json, JsonMessage } from './json.js';

/** Which servers of an Istio agent some resources ask: clusters by name, and whether the one ADS stream. */
export interface NamedServers {
  readonly clusters: ReadonlySet<string>;
  readonly ads: boolean;
}

/** Sockets that the agent beside an Istio proxy serves, relative to Envoy's working directory. */
const SOCKETS: Readonly<Record<string, string>> = {
  'sds-grpc': './var/run/secrets/workload-spiffe-uds/socket',
  'xds-grpc': './etc/istio/proxy/XDS',
};

/** Finds every config source that leads to an agent's cluster or to ADS. */
export function namesControlPlane(value: Json): NamedServers {
  const clusters = new Set<string>();
  let ads = false;
  const waiting: (Json | undefined)[] = [value];
  for (let next = waiting.pop(); next !== undefined || waiting.length > 0; next = waiting.pop()) {
    if (next === null || typeof next !== 'object') continue;
    for (const [key, field] of Object.entries(next)) {
      if (key === 'ads') ads = true;
      if (key === 'clusterName' && typeof field === 'string' && field in SOCKETS) clusters.add(field);
      waiting.push(field);
    }
  }
  if (ads) clusters.add('xds-grpc');
  return { clusters, ads };
}

/** Definitions of the named clusters that the snapshot does not have itself. */
export function controlPlaneClusters(named: NamedServers, have: ReadonlySet<string>): JsonMessage[] {
  return [...named.clusters].filter((name) => !have.has(name)).map((name) => socketCluster(name, SOCKETS[name] ?? ''));
}

/** A gRPC server behind a Unix socket. */
function socketCluster(name: string, path: string): JsonMessage {
  return {
    name,
    type: 'STATIC',
    connectTimeout: '1s',
    typedExtensionProtocolOptions: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': 'type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions',
        explicitHttpConfig: { http2ProtocolOptions: {} },
      },
    },
    loadAssignment: {
      clusterName: name,
      endpoints: [{ lbEndpoints: [{ endpoint: { address: { pipe: { path } } } }] }],
    },
  };
}
