import { type JsonMessage, typeUrl } from '../../xds/json.js';
import type { Extension } from '../../xds/types.js';

const TYPED_STRUCT = typeUrl('udpa.type.v1.TypedStruct');
const PEERS = [{ istio_headers: {} }, { workload_discovery: {} }];
const HEADERS = [{ istio_headers: {} }];

function httpPeerMetadata(value: JsonMessage): Extension {
  return {
    name: 'istio.metadata_exchange',
    typedConfig: {
      '@type': TYPED_STRUCT,
      typeUrl: typeUrl('io.istio.http.peer_metadata.Config'),
      value,
    },
  };
}

/** Learns the client's workload from its headers and tells it ours. https://istio.io/latest/docs/ops/deployment/architecture/ */
export const INBOUND_PEER_METADATA: Extension = httpPeerMetadata({
  downstream_discovery: PEERS,
  downstream_propagation: HEADERS,
});

/** The same for the servers that this client calls. */
export const OUTBOUND_PEER_METADATA: Extension = httpPeerMetadata({
  upstream_discovery: PEERS,
  upstream_propagation: HEADERS,
});

/** The same, but servers outside the mesh learn nothing of us. */
export const MESH_PEER_METADATA: Extension = httpPeerMetadata({
  upstream_discovery: PEERS,
  upstream_propagation: [{ istio_headers: { skip_external_clusters: true } }],
});

/** Learns the peer of a connection through ALPN istio-peer-exchange. */
export const CONNECTION_PEER_METADATA: Extension = {
  name: 'istio.metadata_exchange',
  typedConfig: {
    '@type': TYPED_STRUCT,
    typeUrl: typeUrl('envoy.tcp.metadataexchange.config.MetadataExchange'),
    value: { enable_discovery: true, protocol: 'istio-peer-exchange' },
  },
};
