import { type JsonMessage, typeUrl } from '../../xds/json.js';
import type { ListenerFilter } from '../../xds/types.js';

/*
 * Filters that look at a connection before its filter chain is chosen.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/listeners/listener_filters/listener_filters
 */
export const ORIGINAL_DST: ListenerFilter = {
  name: 'envoy.filters.listener.original_dst',
  typedConfig: { '@type': typeUrl('envoy.extensions.filters.listener.original_dst.v3.OriginalDst') },
};

/** Keeps the client's address; marks its own packets so that TPROXY lets them pass. */
export const ORIGINAL_SRC: ListenerFilter = {
  name: 'envoy.filters.listener.original_src',
  typedConfig: { '@type': typeUrl('envoy.extensions.filters.listener.original_src.v3.OriginalSrc'), mark: 1337 },
};

export const TLS_INSPECTOR: ListenerFilter = {
  name: 'envoy.filters.listener.tls_inspector',
  typedConfig: {
    '@type': typeUrl('envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector'),
    initialReadBufferSize: 512,
  },
};

export const HTTP_INSPECTOR: ListenerFilter = {
  name: 'envoy.filters.listener.http_inspector',
  typedConfig: { '@type': typeUrl('envoy.extensions.filters.listener.http_inspector.v3.HttpInspector') },
};

/** Takes the client's address from the PROXY protocol header of a load balancer. */
export const PROXY_PROTOCOL: ListenerFilter = {
  name: 'envoy.filters.listener.proxy_protocol',
  typedConfig: { '@type': typeUrl('envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol') },
};

/** A filter that leaves connections alone which the predicate names. */
export function except(filter: ListenerFilter, filterDisabled: JsonMessage | undefined): ListenerFilter {
  return filterDisabled === undefined ? filter : { ...filter, filterDisabled };
}

/** The predicate of a set of ports, ascending; undefined for none. */
export function onPorts(ports: readonly number[]): JsonMessage | undefined {
  const rules = [...ports].sort((a, b) => a - b).map(onPort);
  return rules.length > 1 ? { orMatch: { rules } } : rules[0];
}

function onPort(port: number): JsonMessage {
  return { destinationPortRange: { ...(port > 0 && { start: port }), end: port + 1 } };
}
