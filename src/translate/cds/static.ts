import { protoDuration } from '../../mesh/durations.js';
import type { MeshProxy } from '../../mesh/types.js';
import type { JsonMessage } from '../../xds/json.js';
import { present } from '../../xds/json.js';
import type { Cluster } from '../../xds/types.js';
import { CONNECTION_PEER_METADATA } from '../filters/peer-metadata.js';
import type { Translation } from '../translation.js';
import { meshKeepalive, OPEN_CIRCUIT } from './connection-pool.js';
import { passthroughOptions } from './http-options.js';

/** Clusters that every proxy has: one for nothing, and on sidecars one each for unknown traffic out and in. */
export function staticClusters({ mesh, proxy }: Translation): readonly Cluster[] {
  const connectTimeout = protoDuration(mesh.config.connectTimeout);
  const blackHole: Cluster = {
    name: 'BlackHoleCluster',
    altStatName: 'BlackHoleCluster;',
    type: 'STATIC',
    connectTimeout,
  };
  if (proxy.type === 'router') return [blackHole];
  const passthrough: Cluster = {
    name: 'PassthroughCluster',
    altStatName: 'PassthroughCluster;',
    type: 'ORIGINAL_DST',
    connectTimeout,
    lbPolicy: 'CLUSTER_PROVIDED',
    circuitBreakers: OPEN_CIRCUIT,
    typedExtensionProtocolOptions: passthroughOptions(preservesCase(proxy)),
    ...meshKeepalive(mesh.config),
  };
  return [
    blackHole,
    { ...passthrough, name: 'InboundPassthroughCluster', upstreamBindConfig: bindToSidecar(proxy, true) },
    { ...passthrough, filters: [CONNECTION_PEER_METADATA] },
  ];
}

/** Whether the proxy is asked to keep the case of header names. */
export function preservesCase(proxy: MeshProxy): boolean {
  const headers = proxy.settings.proxyHeaders;
  return (
    typeof headers === 'object' &&
    headers !== null &&
    'preserveHttp1HeaderCase' in headers &&
    headers.preserveHttp1HeaderCase === true
  );
}

/**
 * The source address of connections to the own workload: iptables lets what comes from it pass. `all` binds a pod of two
 * families to both.
 */
export function bindToSidecar(proxy: MeshProxy, all: boolean): JsonMessage {
  const addresses = [...(proxy.ipv4 ? ['127.0.0.6'] : []), ...(proxy.ipv6 ? ['::6'] : [])];
  const [first = '127.0.0.6', ...others] = addresses.map((address) => ({ address, portValue: 0 }));
  return present<JsonMessage>({
    sourceAddress: typeof first === 'string' ? { address: first, portValue: 0 } : first,
    extraSourceAddresses: all && others.length > 0 ? others.map((address) => ({ address })) : undefined,
  });
}
