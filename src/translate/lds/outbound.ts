import {
  clientLabelKeys,
  decideOutboundListeners,
  type HttpChain,
  type OutboundChain,
  type OutboundListener,
  outboundVariant,
} from '../../mesh/outbound-listeners.js';
import type { Address, FilterChain, Listener, ListenerFilter } from '../../xds/types.js';
import { dnsCache } from '../filters/dynamic-forward-proxy.js';
import { httpConnectionManager } from '../filters/http-connection-manager.js';
import type { ListenerContext } from '../filters/listener-context.js';
import { HTTP_INSPECTOR, TLS_INSPECTOR } from '../filters/listener-filters.js';
import { cached, report, type Translation } from '../translation.js';
import { connectionChain, HANDSHAKE_TIMEOUT, ruleOf } from './connection-chain.js';
import type { TranslatedListeners } from './index.js';
import { unknownTraffic } from './virtual-outbound.js';

const DETECTED_HTTP = { transportProtocol: 'raw_buffer', applicationProtocols: ['http/1.1', 'h2c'] };

/** Listeners for the services that a sidecar's workload calls, and the route configurations that they ask for. */
export function outboundListeners(t: Translation, context: ListenerContext): TranslatedListeners {
  const labelKeys = cached(t.shared, 'client-labels-of-connections', t.scope.key, () => clientLabelKeys(t.scope));
  const variant = outboundVariant(t.proxy, t.scope, labelKeys);
  const decided = cached(t.shared, 'outbound-listeners', variant, () => {
    const { listeners, diagnostics } = decideOutboundListeners(t.mesh, t.proxy, t.scope);
    report(t.shared, diagnostics);
    return listeners;
  });
  const wanted = decided.filter((listener) => !(listener.ofEndpoint && listener.bind === t.proxy.ips[0]));
  const chains = wanted.flatMap((listener) => listener.chains);
  return {
    listeners: wanted.map((listener) => shareable(t, variant, context, listener)),
    routeNames: [...new Set(chains.flatMap((chain) => (chain.kind === 'http' ? chain.routeName : [])))],
  };
}

/** Listeners without HTTP are the same for all proxies of a variant that the same DestinationRules apply to. */
function shareable(t: Translation, variant: string, context: ListenerContext, listener: OutboundListener): Listener {
  const rules: string[] = [];
  for (const chain of listener.chains) {
    if (chain.kind === 'http') return spell(t, context, listener);
    const rule = ruleOf(t, chain.route);
    rules.push(rule ? `${rule.namespace}/${rule.resource.metadata.name}` : '');
  }
  const key = `${variant} ${nameOf(listener)} ${rules.join(' ')}`;
  return cached(t.shared, 'outbound-connection-listener', key, () => spell(t, context, listener));
}

function nameOf(listener: OutboundListener): string {
  return `${listener.bind}_${listener.port}`;
}

function spell(t: Translation, context: ListenerContext, listener: OutboundListener): Listener {
  const chains = listener.chains.map((chain) => filterChain(t, context, listener, chain));
  const inspectors = inspectorsOf(chains);
  const detects = inspectors.includes(HTTP_INSPECTOR);
  return {
    name: nameOf(listener),
    address: address(listener.bind, listener.port),
    ...(listener.additionalBinds.length > 0 && {
      additionalAddresses: listener.additionalBinds.map((bind) => ({ address: address(bind, listener.port) })),
    }),
    trafficDirection: 'OUTBOUND',
    ...(listener.bindToPort ? { maxConnectionsToAcceptPerSocketEvent: 1 } : { bindToPort: false }),
    ...(inspectors.length > 0 && { listenerFilters: inspectors }),
    listenerFiltersTimeout: detects ? context.detectionTimeout : '0s',
    continueOnListenerFiltersTimeout: true,
    ...withDefault(t, chains),
  };
}

/** Where a listener is: an IP address and port, or a socket's path. */
export function address(bind: string, port: number): Address {
  if (bind.startsWith('unix://')) return { pipe: { path: bind.slice('unix://'.length) } };
  return { socketAddress: { address: bind, portValue: port } };
}

/** A chain that takes everything is the default among several; several without one leave the rest to the catch-all. */
function withDefault(
  t: Translation,
  chains: readonly FilterChain[],
): Pick<Listener, 'filterChains' | 'defaultFilterChain'> {
  const matchAll = chains.find((chain) => chain.filterChainMatch === undefined);
  if (matchAll && chains.length === 1) return { filterChains: chains };
  if (matchAll) return { filterChains: chains.filter((chain) => chain !== matchAll), defaultFilterChain: matchAll };
  const passthrough: FilterChain = {
    name: 'PassthroughFilterChain',
    filterChainMatch: {},
    filters: [unknownTraffic(t)],
  };
  return { filterChains: chains, defaultFilterChain: passthrough };
}

function inspectorsOf(chains: readonly FilterChain[]): readonly ListenerFilter[] {
  const some = (asks: (match: NonNullable<FilterChain['filterChainMatch']>) => boolean): boolean =>
    chains.some(({ filterChainMatch }) => filterChainMatch !== undefined && asks(filterChainMatch));
  return [
    ...(some((match) => match.serverNames !== undefined) ? [TLS_INSPECTOR] : []),
    ...(some((match) => match.applicationProtocols !== undefined) ? [HTTP_INSPECTOR] : []),
  ];
}

function filterChain(
  t: Translation,
  context: ListenerContext,
  listener: OutboundListener,
  chain: OutboundChain,
): FilterChain {
  if (chain.kind === 'http') return httpChain(t, context, listener, chain);
  return connectionChain(t, chain);
}

function httpChain(
  t: Translation,
  context: ListenerContext,
  listener: OutboundListener,
  chain: HttpChain,
): FilterChain {
  const manager = httpConnectionManager(context, {
    side: 'outbound',
    protocol: chain.protocol,
    statPrefix: `outbound_${listener.bind}_${listener.port};`,
    routes: chain.routeName,
    // Only the HTTP proxy of the whole mesh has no service that it was made for.
    absoluteUrls: chain.service === undefined,
    ...(chain.service?.resolution === 'dynamic-dns' && { dnsCache: dnsCache(chain.service.hostname, t.proxy.ipv4) }),
  });
  return {
    ...(chain.detected && { filterChainMatch: DETECTED_HTTP }),
    filters: [manager],
    transportSocketConnectTimeout: HANDSHAKE_TIMEOUT,
  };
}
