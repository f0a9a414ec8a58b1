import { isMessage, type Json, type JsonMessage, mapMessage } from './json.js';

/** Sockets that the agent beside an Istio proxy serves, relative to Envoy's working directory. */
const SOCKETS: Readonly<Record<string, string>> = {
  'sds-grpc': './var/run/secrets/workload-spiffe-uds/socket',
  'xds-grpc': './etc/istio/proxy/XDS',
};

/**
 * Resources whose secrets and extensions come over a stream of their own from `xds-grpc`, where they asked for them over ADS:
 * a bootstrap that names ADS for secrets makes Envoy's validation crash.
 */
export function replaceAds(resources: readonly JsonMessage[]): readonly JsonMessage[] {
  const rewrite = (value: JsonMessage): JsonMessage => {
    const { ads, ...rest } = value;
    return isMessage(ads) ? { ...rest, apiConfigSource: xdsGrpc() } : value;
  };
  return resources.map((resource) => mapMessage(resource, rewrite));
}

function xdsGrpc(): JsonMessage {
  return {
    apiType: 'GRPC',
    transportApiVersion: 'V3',
    setNodeOnFirstMessageOnly: true,
    grpcServices: [{ envoyGrpc: { clusterName: 'xds-grpc' } }],
  };
}

/** Finds the agent's clusters that anything leads to. */
export function namedServers(value: Json): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting: (Json | undefined)[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (next === null || typeof next !== 'object') continue;
    for (const [key, field] of Object.entries(next)) {
      if (key === 'clusterName' && typeof field === 'string' && Object.hasOwn(SOCKETS, field)) found.add(field);
      waiting.push(field);
    }
  }
  return found;
}

/** Definitions of the named clusters that the snapshot does not have itself. */
export function controlPlaneClusters(named: ReadonlySet<string>, have: ReadonlySet<string>): JsonMessage[] {
  return [...named].filter((name) => !have.has(name)).map((name) => socketCluster(name, SOCKETS[name] ?? ''));
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
