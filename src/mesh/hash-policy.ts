import type { TrafficPolicySpec } from '../model/kinds/destination-rule.js';
import type { MeshDestinationRule } from './types.js';

export type ConsistentHash = NonNullable<NonNullable<TrafficPolicySpec['loadBalancer']>['consistentHash']>;

/**
 * The consistent hash that requests to a destination carry: of the subset's port entry, the subset, the rule's port entry,
 * the rule, whichever is first to have one. Port entries count only where the destination names its port. A subset with
 * another balancer doesn't switch the rule's hash off.
 */
export function hashPolicyOf(
  rule: MeshDestinationRule | undefined,
  subset: string | undefined,
  port: number | undefined,
): ConsistentHash | undefined {
  if (!rule) return undefined;
  const own = subset ? rule.subsets.find((s) => s.name === subset)?.trafficPolicy : undefined;
  for (const policy of [own, rule.trafficPolicy]) {
    const entry = port === undefined ? undefined : policy?.portLevelSettings?.find((p) => p.port?.number === port);
    const hash = entry?.loadBalancer?.consistentHash ?? policy?.loadBalancer?.consistentHash;
    if (hash) return hash;
  }
  return undefined;
}
