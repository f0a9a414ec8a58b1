import type { Outcome } from '../../simulate/types.js';
import type { Leg } from '../types.js';

/** What the checks look at: the client's proxy decides about routes, the last proxy on the way about the end. */
export interface View {
  readonly first: Outcome;
  readonly last: Outcome;
  readonly outcomes: readonly Outcome[];
  /** Namespace of the client, in which short names are meant; undefined at a gateway, which serves all namespaces. */
  readonly namespace: string | undefined;
}

const NOTHING: Outcome = { kind: 'closed' };

export function viewOf(legs: readonly Leg[]): View {
  const outcomes = legs.map((leg) => leg.trace.outcome);
  const [first] = legs;
  const proxy = first?.proxy ?? '';
  const isGateway = first?.trace.request.direction === 'gateway';
  return {
    first: outcomes[0] ?? NOTHING,
    last: outcomes.at(-1) ?? NOTHING,
    outcomes,
    namespace: isGateway ? undefined : proxy.slice(proxy.lastIndexOf('.') + 1),
  };
}

/** Clusters that get a part of the requests. */
export function sharesOf({
  weights,
  cluster,
}: Outcome): readonly { readonly cluster: string; readonly percent: number }[] {
  if (weights) return weights.filter((share) => share.percent > 0);
  return cluster === undefined ? [] : [{ cluster, percent: 100 }];
}
