import type { Protocol } from '../../mesh/types.js';
import { type JsonMessage, present, typeUrl } from '../../xds/json.js';
import type { Extension } from '../../xds/types.js';

export interface TcpProxyOptions {
  readonly statPrefix: string;
  readonly cluster?: string;
  readonly weightedClusters?: readonly { readonly name: string; readonly weight: number }[];
  /** Limits and hashing from a DestinationRule, already in Envoy's words. */
  readonly policy?: JsonMessage;
}

/** Forwards connections to a cluster. https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/listeners/network_filters/tcp_proxy_filter */
export function tcpProxy(options: TcpProxyOptions): Extension {
  return {
    name: 'envoy.filters.network.tcp_proxy',
    typedConfig: present({
      '@type': typeUrl('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy'),
      statPrefix: options.statPrefix,
      cluster: options.cluster,
      weightedClusters: options.weightedClusters && { clusters: options.weightedClusters.map((c) => ({ ...c })) },
      ...options.policy,
    }),
  };
}

/** Forwards everything to one of the proxy's own clusters. */
export function forwardTo(cluster: string): Extension {
  return tcpProxy({ statPrefix: cluster, cluster });
}

/** Filters that read the protocol of a port before it is forwarded; they share the forwarding filter's prefix. */
export function codecFilters(protocol: Protocol, statPrefix: string): readonly Extension[] {
  return protocol === 'mongo' ? [mongoProxy(statPrefix)] : [];
}

/** Counts MongoDB operations. https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/listeners/network_filters/mongo_proxy_filter */
function mongoProxy(statPrefix: string): Extension {
  return {
    name: 'envoy.filters.network.mongo_proxy',
    typedConfig: { '@type': typeUrl('envoy.extensions.filters.network.mongo_proxy.v3.MongoProxy'), statPrefix },
  };
}
