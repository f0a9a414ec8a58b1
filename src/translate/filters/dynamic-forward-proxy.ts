import { type JsonMessage, typeUrl } from '../../xds/json.js';
import type { Extension } from '../../xds/types.js';

/** The names that a proxy resolves itself for a wildcard host, shared by listener and cluster. */
export function dnsCache(hostname: string, ipv4: boolean): JsonMessage {
  return { name: `${hostname}_dfp_dns_cache`, dnsLookupFamily: ipv4 ? 'V4_ONLY' : 'V6_ONLY' };
}

/** Resolves the host that a request asks for. https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/dynamic_forward_proxy_filter */
export function httpDynamicForwardProxy(cache: JsonMessage): Extension {
  return {
    name: 'envoy.filters.http.dynamic_forward_proxy',
    typedConfig: {
      '@type': typeUrl('envoy.extensions.filters.http.dynamic_forward_proxy.v3.FilterConfig'),
      dnsCacheConfig: cache,
    },
  };
}

/** Resolves the name in the SNI. https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/listeners/network_filters/sni_dynamic_forward_proxy_filter */
export function sniDynamicForwardProxy(cache: JsonMessage, port: number): Extension {
  return {
    name: 'envoy.extensions.filters.network.sni_dynamic_forward_proxy',
    typedConfig: {
      '@type': typeUrl('envoy.extensions.filters.network.sni_dynamic_forward_proxy.v3.FilterConfig'),
      dnsCacheConfig: cache,
      portValue: port,
    },
  };
}
