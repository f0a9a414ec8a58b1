import type { FilterChain, Listener } from '../xds/types.js';
import { type Arrival, CRITERIA, matchOf } from './chains/criteria.js';
import { detect } from './chains/detected.js';
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
  const arrival: Arrival = { request, detected: detect(listener, request) };
  const elsewhere: NearMiss[] = [];
  const near: NearMiss[] = [];
  let left: readonly FilterChain[] = listener.filterChains ?? [];
  for (const [i, criterion] of CRITERIA.entries()) {
    if (left.length === 0) break;
    const fits = left.map((chain) => criterion.closeness(matchOf(chain), arrival));
    const best = fits.reduce<number | undefined>(
      (most, fit) => (fit !== undefined && fit >= (most ?? 0) ? fit : most),
      undefined,
    );
    // Chains for other ports are no near misses: there may be hundreds.
    const missed = i === 0 ? elsewhere : near;
    for (const [at, chain] of left.entries()) {
      const fit = fits[at];
      if (fit === undefined) missed.push(missOf(chain, criterion, arrival));
    }
    left = best === undefined ? [] : left.filter((_, at) => fits[at] === best);
  }
  const [chain] = left;
  if (chain) return { chain, decision: describeChain(chain, arrival), nearMisses: near };
  const nearMisses = near.length > 0 ? near : elsewhere;
  if (listener.defaultFilterChain) {
    return { chain: listener.defaultFilterChain, decision: 'no other matches, this is the default', nearMisses };
  }
  return { chain: undefined, decision: 'no filter chain matches, and there is no default', nearMisses };
}

function missOf(chain: FilterChain, criterion: (typeof CRITERIA)[number], arrival: Arrival): NearMiss {
  const { field, expected, actual } = criterion;
  const why = { field, expected: expected(matchOf(chain)), actual: actual(arrival) };
  return { name: chain.name ?? '', object: chain, why };
}

/** What the chain asks for. */
function describeChain(chain: FilterChain, arrival: Arrival): string {
  const match = matchOf(chain);
  const asked = CRITERIA.filter(({ closeness }) => (closeness(match, arrival) ?? 0) > 0);
  if (asked.length === 0) return 'takes any connection that no other chain takes';
  return `matches ${asked.map(({ field, actual }) => `${field} ${actual(arrival) ?? ''}`).join(', ')}`;
}
