import type { ProxyHeaders } from '../../mesh/proxy-headers.js';
import type { Protocol } from '../../mesh/types.js';
import { type JsonMessage, typeUrl } from '../../xds/json.js';
import type { Extension } from '../../xds/types.js';
import { httpDynamicForwardProxy } from './dynamic-forward-proxy.js';
import { INBOUND_PEER_METADATA, MESH_PEER_METADATA, OUTBOUND_PEER_METADATA } from './peer-metadata.js';
import type { SecurityFilters } from './security.js';

/** Where HTTP filters go: the side of the proxy, and what the service port declares. */
export interface HttpFilterSite {
  readonly side: 'inbound' | 'outbound' | 'gateway';
  readonly protocol: Protocol;
  readonly headers?: ProxyHeaders;
  /** Names to be resolved request by request, when the service is a wildcard of that kind. */
  readonly dnsCache?: JsonMessage;
  /** Who may send requests. */
  readonly security?: SecurityFilters;
}

function filter(name: string, type: string, fields: Readonly<Record<string, boolean>> = {}): Extension {
  return { name, typedConfig: { '@type': typeUrl(type), ...fields } };
}

const GRPC_WEB = filter('envoy.filters.http.grpc_web', 'envoy.extensions.filters.http.grpc_web.v3.GrpcWeb');
const GRPC_STATS = filter('envoy.filters.http.grpc_stats', 'envoy.extensions.filters.http.grpc_stats.v3.FilterConfig', {
  emitFilterState: true,
  statsForAllMethods: false,
});
const FAULT = filter('envoy.filters.http.fault', 'envoy.extensions.filters.http.fault.v3.HTTPFault');
const CORS = filter('envoy.filters.http.cors', 'envoy.extensions.filters.http.cors.v3.Cors');
const ROUTER = filter('envoy.filters.http.router', 'envoy.extensions.filters.http.router.v3.Router');
/** Without the headers by which Envoy tells what it did. */
const QUIET_ROUTER = filter('envoy.filters.http.router', 'envoy.extensions.filters.http.router.v3.Router', {
  suppressEnvoyHeaders: true,
});

/** ALPN that the upstream connection offers, by the protocol spoken, so that the server knows a mesh client. */
const ALPN: Extension = {
  name: 'istio.alpn',
  typedConfig: {
    '@type': typeUrl('istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig'),
    alpnOverride: [
      { alpnOverride: ['istio-http/1.0', 'istio', 'http/1.0'] },
      { upstreamProtocol: 'HTTP11', alpnOverride: ['istio-http/1.1', 'istio', 'http/1.1'] },
      { upstreamProtocol: 'HTTP2', alpnOverride: ['istio-h2', 'istio', 'h2'] },
    ],
  },
};

function peerMetadata({ side, headers }: HttpFilterSite): Extension {
  if (side === 'inbound') return INBOUND_PEER_METADATA;
  return headers?.metadataExchangeHeaders?.mode === 'IN_MESH' ? MESH_PEER_METADATA : OUTBOUND_PEER_METADATA;
}

/** Every HTTP filter in istiod's order; undefined where it isn't wanted. */
const HTTP_FILTERS: readonly ((site: HttpFilterSite) => Extension | readonly Extension[] | undefined)[] = [
  peerMetadata,
  (site) => site.security?.custom,
  (site) => site.security?.tokens,
  (site) => site.security?.rules,
  (site) => (site.protocol === 'grpc-web' ? GRPC_WEB : undefined),
  () => GRPC_STATS,
  (site) => (site.side === 'inbound' ? undefined : ALPN),
  () => FAULT,
  () => CORS,
  (site) => site.dnsCache && httpDynamicForwardProxy(site.dnsCache),
  (site) => (site.headers?.envoyDebugHeaders?.disabled ? QUIET_ROUTER : ROUTER),
];

/** HTTP filters of a connection manager. https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/http_filters */
export function httpFilters(site: HttpFilterSite): readonly Extension[] {
  return HTTP_FILTERS.flatMap((make) => make(site) ?? []);
}
