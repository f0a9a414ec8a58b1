import type { TrafficPolicySpec } from '../model/kinds/destination-rule.js';
import type { MeshDestinationRule } from './types.js';

export type ConnectionPool = NonNullable<TrafficPolicySpec['connectionPool']>;
export type LoadBalancer = NonNullable<TrafficPolicySpec['loadBalancer']>;
export type OutlierDetection = NonNullable<TrafficPolicySpec['outlierDetection']>;
export type ClientTls = NonNullable<TrafficPolicySpec['tls']>;

/** What a DestinationRule asks of one cluster: every block whole, as some level of the rule wrote it. */
export type EffectivePolicy = {
  readonly [B in Exclude<keyof TrafficPolicySpec, 'portLevelSettings'>]?: TrafficPolicySpec[B] | undefined;
};

const NOTHING: EffectivePolicy = {};

/**
 * The policy of a service port, or of one subset of it. Blocks are replaced whole, never merged field by field: an entry
 * for the port hides the top level altogether, a subset's block hides the rule's, and a subset's entry for the port
 * decides load balancing, pool, outlier detection and TLS alone.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy
 */
export function effectivePolicy(rule: MeshDestinationRule | undefined, port: number, subset?: string): EffectivePolicy {
  if (!rule) return NOTHING;
  const base = ofPort(rule.trafficPolicy, port);
  if (subset === undefined) return base;
  const own = rule.subsets.find((s) => s.name === subset)?.trafficPolicy;
  return own ? { ...base, ...ofPort(own, port) } : base;
}

/** What one level says on a port: its entry for the port, and nothing beside it, or else its own blocks. */
function ofPort(policy: TrafficPolicySpec | undefined, port: number): EffectivePolicy {
  if (!policy) return NOTHING;
  const { portLevelSettings: _, ...blocks } = policy;
  return portEntry(policy, port) ?? blocks;
}

/** The four blocks of the entry for a port, those it lacks as undefined so that they hide what they are spread over. */
function portEntry(policy: TrafficPolicySpec, port: number): EffectivePolicy | undefined {
  const entry = policy.portLevelSettings?.find((p) => p.port?.number === port);
  if (!entry) return undefined;
  const { connectionPool, loadBalancer, outlierDetection, tls } = entry;
  return { connectionPool, loadBalancer, outlierDetection, tls };
}
