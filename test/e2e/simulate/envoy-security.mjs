// Puts what decides about requests and connections, from many proxies, into one Envoy: a listener each, with a chain for TLS and one
// for plain text.
import { plainManager, withoutLimits } from './envoy-routes.mjs';
import { pick } from './random.mjs';
import { KEY_SET } from './tokens.mjs';

const TYPE = 'type.googleapis.com/envoy.extensions';
const HTTP_MANAGER = `${TYPE}.filters.network.http_connection_manager.v3.HttpConnectionManager`;
const HTTP_FILTERS = ['rbac', 'jwt_authn', 'fault', 'cors', 'router'].map((name) => `envoy.filters.http.${name}`);
const NETWORK_RBAC = 'envoy.filters.network.rbac';

/** What of a snapshot decides: `{http}` managers with their routes, and `{network}` filters of connections. */
export function decidersOf(snapshot, random) {
  const byName = new Map(snapshot.routes.map((routes) => [routes.name, routes]));
  const found = [];
  for (const listener of snapshot.listeners) {
    for (const { filters = [] } of [...(listener.filterChains ?? []), listener.defaultFilterChain].filter(Boolean)) {
      const rbac = filters.filter(({ name }) => name === NETWORK_RBAC);
      if (rbac.length > 0) found.push({ network: rewritten(rbac, random) });
      const manager = filters.find(({ typedConfig }) => typedConfig?.['@type'] === HTTP_MANAGER)?.typedConfig;
      const routes = manager && (manager.routeConfig ?? byName.get(manager.rds?.routeConfigName));
      if (routes && /\.(rbac|jwt_authn)\.v3|HTTPFault","(delay|abort)/.test(JSON.stringify([manager, routes]))) {
        found.push({ http: securityManager(manager, routes, random) });
      }
    }
  }
  return found;
}

function securityManager(manager, routes, random) {
  const kept = (manager.httpFilters ?? []).filter(({ name }) => HTTP_FILTERS.includes(name));
  // So that an answer of Envoy's own says why.
  const localReplyConfig = { bodyFormat: { textFormatSource: { inlineString: '%RESPONSE_CODE_DETAILS%' } } };
  return rewritten(withoutLimits({ ...plainManager(manager, routes), httpFilters: kept, localReplyConfig }), random);
}

/** With keys that tokens can be signed for, addresses that a client here can have, and faults that happen always or never. */
function rewritten(value, random) {
  if (Array.isArray(value)) return value.map((item) => rewritten(item, random));
  if (typeof value !== 'object' || value === null) return value;
  const out = Object.fromEntries(Object.entries(value).map(([key, field]) => [key, rewritten(field, random)]));
  if (out.localJwks && random() < 0.9) out.localJwks = { inlineString: KEY_SET };
  if (out.directRemoteIp && !out.directRemoteIp.addressPrefix.includes(':')) {
    out.directRemoteIp.addressPrefix = out.directRemoteIp.addressPrefix.replace(/^\d+/, '127');
  }
  if (out['@type'] === `${TYPE}.filters.http.fault.v3.HTTPFault`) {
    for (const part of [out.delay, out.abort]) {
      if (part?.percentage) part.percentage = pick(random, [{ numerator: 100 }, { numerator: 100 }, {}]);
    }
    if (out.delay?.fixedDelay) out.delay.fixedDelay = '0.01s';
  }
  return out;
}

/** The filters of both chains. */
export function filtersOf({ http, network }) {
  if (http) return [{ name: 'envoy.filters.network.http_connection_manager', typedConfig: http }];
  const typedConfig = {
    '@type': `${TYPE}.filters.network.tcp_proxy.v3.TcpProxy`,
    statPrefix: 'bytes',
    cluster: 'bytes',
  };
  return [...network, { name: 'envoy.filters.network.tcp_proxy', typedConfig }];
}

/** Certificates of a server in place of what an agent would give it; clients may have one of the authority. */
export function serverTls({ cert, key }, ca) {
  return {
    '@type': `${TYPE}.transport_sockets.tls.v3.DownstreamTlsContext`,
    commonTlsContext: {
      tlsCertificates: [{ certificateChain: { inlineString: cert }, privateKey: { inlineString: key } }],
      validationContext: { trustedCa: { inlineString: ca } },
    },
  };
}

/** A listener that finds out what a connection is, with these filters behind TLS and behind plain text. */
export function listenerFor(name, filters, tlsContext) {
  const listening = (kind) => ({
    name: `envoy.filters.listener.${kind}`,
    typedConfig: {
      '@type': `${TYPE}.filters.listener.${kind}.v3.${{ proxy_protocol: 'ProxyProtocol', tls_inspector: 'TlsInspector' }[kind]}`,
    },
  });
  const transportSocket = { name: 'envoy.transport_sockets.tls', typedConfig: tlsContext };
  return {
    name,
    address: { socketAddress: { address: '127.0.0.1', portValue: 0 } },
    listenerFilters: [listening('proxy_protocol'), listening('tls_inspector')],
    filterChains: [
      { name: 'tls', filterChainMatch: { transportProtocol: 'tls' }, filters, transportSocket },
      { name: 'plain', filterChainMatch: { transportProtocol: 'raw_buffer' }, filters },
    ],
  };
}

/** The same as `simulate` is to see it: where traffic that was redirected arrives. */
export function asInbound(listener) {
  return {
    ...listener,
    address: { socketAddress: { address: '0.0.0.0', portValue: 15006 } },
    trafficDirection: 'INBOUND',
    listenerFilters: [{ name: 'envoy.filters.listener.original_dst' }, ...listener.listenerFilters],
  };
}

/** Ports that Envoy has chosen, by listener name. */
export async function portsOf(adminPort) {
  const answer = await fetch(`http://127.0.0.1:${adminPort}/listeners?format=json`);
  const { listener_statuses: all } = await answer.json();
  return new Map(all.map(({ name, local_address: at }) => [name, at.socket_address.port_value]));
}
