import type { FilterChain, Listener } from '../../xds/types.js';
import { formatTable } from '../table.js';
import { describeDestination, filterKind } from './destination.js';
import { describeFilterChainMatch } from './filter-chain-match.js';
import { compareText } from './names.js';
import { inUnstableOrder } from './unstable-order.js';

export interface ListenerFilter {
  readonly port?: number;
  readonly address?: string;
  /** HTTP, TCP or HTTP+TCP, in any case. */
  readonly type?: string;
}

/** The listeners that a filter lets through, as they came. */
export function selectListeners(listeners: readonly Listener[], filter: ListenerFilter): readonly Listener[] {
  const same = (a: string, b: string | undefined) => a.toLowerCase() === b?.toLowerCase();
  return listeners.filter(
    (listener) =>
      (!filter.address || addressesOf(listener).some((address) => same(address, filter.address))) &&
      (!filter.port || portOf(listener) === filter.port) &&
      (!filter.type || same(listenerType(listener), filter.type)),
  );
}

/** What a listener's chains speak, taken together. */
export function listenerType(listener: Listener): 'HTTP' | 'TCP' | 'HTTP+TCP' | 'UNKNOWN' {
  const kinds = new Set(chainsOf(listener).flatMap((chain) => (chain.filters ?? []).map(filterKind)));
  if (kinds.has('HTTP')) return kinds.has('TCP') ? 'HTTP+TCP' : 'HTTP';
  return kinds.has('TCP') ? 'TCP' : 'UNKNOWN';
}

/** The table of `proxy-config listener`, a line for each filter chain; not verbose, a line for each listener. */
export function formatListeners(listeners: readonly Listener[], { verbose = true, named = false } = {}): string {
  const header = [...(named ? ['NAME'] : []), 'ADDRESSES', 'PORT', ...(verbose ? ['MATCH', 'DESTINATION'] : ['TYPE'])];
  const rows = inTableOrder(listeners).flatMap((listener) => {
    const start = [
      ...(named ? [`listener/${listener.name}`] : []),
      addressesOf(listener).join(','),
      String(portOf(listener)),
    ];
    return verbose
      ? describeChains(listener).map((cells) => [...start, ...cells])
      : [[...start, listenerType(listener)]];
  });
  return formatTable([header, ...rows], { padding: 1 });
}

/**
 * Listeners by port, address and type.
 * @param internalByName whether internal ones, which have no address, stand by name
 */
export function inTableOrder(listeners: readonly Listener[], internalByName = false): readonly Listener[] {
  const keyed = listeners.map((listener) => ({
    listener,
    port: portOf(listener),
    address: addressesOf(listener)[0] ?? '',
    name: internalByName && listener.internalListener ? listener.name : '',
    type: listenerType(listener),
  }));
  type Keyed = (typeof keyed)[number];
  const compare = (a: Keyed, b: Keyed) =>
    a.port - b.port || compareText(a.address, b.address) || compareText(a.name, b.name) || compareText(a.type, b.type);
  return inUnstableOrder(keyed, (a, b) => compare(a, b) < 0).map(({ listener }) => listener);
}

function describeChains(listener: Listener): readonly (readonly string[])[] {
  const chains = chainsOf(listener).map((chain): [match: string, destination: string] => [
    describeFilterChainMatch(chain.filterChainMatch),
    describeDestination(chain),
  ]);
  return inUnstableOrder(chains, ([, a], [, b]) => compareText(a, b) > 0);
}

/** The chains of a listener, the default one last. */
export function chainsOf({ filterChains = [], defaultFilterChain }: Listener): readonly FilterChain[] {
  return defaultFilterChain ? [...filterChains, defaultFilterChain] : filterChains;
}

function addressesOf({ address, additionalAddresses = [] }: Listener): readonly string[] {
  return [address, ...additionalAddresses.map((additional) => additional.address)].map(
    (one) => one?.socketAddress?.address ?? one?.pipe?.path ?? '',
  );
}

function portOf({ address }: Listener): number {
  return address?.socketAddress?.portValue ?? 0;
}
