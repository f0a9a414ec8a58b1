import type { Snapshot } from '../xds/snapshot.js';
import type { Listener, SocketAddress } from '../xds/types.js';
import type { Connection } from './types.js';

/** The listener that a connection ends up at, and why. */
export interface ListenerChoice {
  readonly listener: Listener | undefined;
  readonly decision: string;
}

/** Listeners by port and address, of which Envoy knows one each. */
interface ListenerIndex {
  readonly bound: ReadonlyMap<number, ReadonlyMap<string, Listener>>;
  /** The listener that gets redirected outbound connections and hands them on by their original destination. */
  readonly outbound: Listener | undefined;
  /** The listener that gets redirected inbound connections, and keeps them. */
  readonly inbound: Listener | undefined;
}

const ANY = ['0.0.0.0', '::'];
const ORIGINAL_DST = 'envoy.filters.listener.original_dst';
const indexes = new WeakMap<Snapshot, ListenerIndex>();

/**
 * Chooses the listener of a connection. A listener that uses the original destination hands a connection on to the one of
 * that address, of that port on any address, or keeps it.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/listener/v3/listener.proto#envoy-v3-api-field-config-listener-v3-listener-use-original-dst
 */
export function chooseListener(snapshot: Snapshot, connection: Connection): ListenerChoice {
  let index = indexes.get(snapshot);
  if (!index) {
    index = indexListeners(snapshot.listeners);
    indexes.set(snapshot, index);
  }
  return connection.direction === 'inbound' ? chooseInbound(index, connection) : chooseOutbound(index, connection);
}

function chooseOutbound({ bound, outbound }: ListenerIndex, { destination, direction }: Connection): ListenerChoice {
  const { address, port } = destination;
  const here = bound.get(port);
  const exact = address === undefined ? undefined : here?.get(address);
  if (exact) return { listener: exact, decision: `has the address ${address}:${port}` };
  for (const any of ANY) {
    const found = here?.get(any);
    if (found && found !== outbound) return { listener: found, decision: `has port ${port} on any address` };
  }
  if (outbound && direction === 'outbound') {
    return {
      listener: outbound,
      decision: `no listener has ${address ?? 'port'}${address ? ':' : ' '}${port}: it is kept here`,
    };
  }
  return { listener: undefined, decision: `no listener has port ${port}` };
}

function chooseInbound({ bound, inbound }: ListenerIndex, { destination }: Connection): ListenerChoice {
  const { address, port } = destination;
  for (const at of address === undefined ? ANY : [address, ...ANY]) {
    const found = bound.get(port)?.get(at);
    if (found?.trafficDirection === 'INBOUND' && found !== inbound) {
      return { listener: found, decision: `is bound to port ${port}` };
    }
  }
  const decision = inbound ? 'takes redirected inbound connections' : `no inbound listener for port ${port}`;
  return { listener: inbound, decision };
}

function indexListeners(listeners: readonly Listener[]): ListenerIndex {
  const bound = new Map<number, Map<string, Listener>>();
  let outbound: Listener | undefined;
  let inbound: Listener | undefined;
  for (const listener of listeners) {
    for (const { address, portValue = 0 } of addressesOf(listener)) {
      const here = bound.get(portValue) ?? new Map<string, Listener>();
      if (!here.has(address)) here.set(address, listener);
      bound.set(portValue, here);
    }
    if (listener.useOriginalDst && listener.trafficDirection !== 'INBOUND') outbound ??= listener;
    if (listener.trafficDirection === 'INBOUND' && restoresDestination(listener)) inbound ??= listener;
  }
  return { bound, outbound, inbound };
}

function restoresDestination(listener: Listener): boolean {
  return listener.useOriginalDst === true || (listener.listenerFilters ?? []).some((f) => f.name === ORIGINAL_DST);
}

function addressesOf(listener: Listener): readonly SocketAddress[] {
  const all = [listener.address, ...(listener.additionalAddresses ?? []).map((a) => a.address)];
  return all.flatMap((address) => address?.socketAddress ?? []);
}
