import { parseDuration, protoDuration } from '../../mesh/durations.js';
import type { MeshConfig } from '../../mesh/mesh-config.js';
import type { ConnectionPool, EffectivePolicy } from '../../mesh/traffic-policy.js';
import { type Draft, type JsonMessage, present } from '../../xds/json.js';
import type { Cluster } from '../../xds/types.js';

/** Envoy's own defaults of 1024 connections and 3 retries are lifted: a limit is what somebody wrote. */
const UNLIMITED = 4294967295;
const NO_LIMITS: JsonMessage = {
  maxConnections: UNLIMITED,
  maxPendingRequests: UNLIMITED,
  maxRequests: UNLIMITED,
  maxRetries: UNLIMITED,
};
/** Circuit breakers that never break. */
export const OPEN_CIRCUIT: JsonMessage = { thresholds: [NO_LIMITS] };

/**
 * Sets limits, timeouts and keepalive of a cluster's connections. Zero means no limit.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings
 */
export function setConnections(
  cluster: Draft<Cluster>,
  config: MeshConfig,
  policy: {
    readonly connectionPool?: ConnectionPool | undefined;
    readonly retryBudget?: EffectivePolicy['retryBudget'] | undefined;
  },
): void {
  const pool = policy.connectionPool;
  cluster.connectTimeout = protoDuration(pool?.tcp?.connectTimeout ?? config.connectTimeout);
  cluster.circuitBreakers = circuitBreakers(pool, policy.retryBudget);
  const options = keepalive(config.tcpKeepalive, pool?.tcp?.tcpKeepalive);
  if (options) cluster.upstreamConnectionOptions = options;
}

function circuitBreakers(
  pool: ConnectionPool | undefined,
  budget: EffectivePolicy['retryBudget'] | undefined,
): JsonMessage {
  if (!pool && !budget) return OPEN_CIRCUIT;
  if (!pool || budget) return spellBreakers(pool, budget);
  const known = BREAKERS.get(pool);
  if (known) return known;
  const spelled = spellBreakers(pool, undefined);
  BREAKERS.set(pool, spelled);
  return spelled;
}

/** Subsets mostly share the pool settings of their rule. */
const BREAKERS = new WeakMap<ConnectionPool, JsonMessage>();

function spellBreakers(pool: ConnectionPool | undefined, budget: EffectivePolicy['retryBudget']): JsonMessage {
  const threshold = present<JsonMessage>({
    maxConnections: limit(pool?.tcp?.maxConnections),
    maxPendingRequests: limit(pool?.http?.http1MaxPendingRequests),
    maxRequests: limit(pool?.http?.http2MaxRequests),
    maxRetries: limit(pool?.http?.maxRetries),
    retryBudget: budget && {
      budgetPercent: percentage(budget.percent ?? 20),
      minRetryConcurrency: budget.minRetryConcurrency || 3,
    },
  });
  return { thresholds: [threshold] };
}

/** Negative numbers limit nothing either. */
function limit(value: number | undefined): number {
  return value !== undefined && value > 0 ? value : UNLIMITED;
}

/** A percent message; a plain zero is not printed. */
function percentage(value: number): JsonMessage {
  return value === 0 ? {} : { value };
}

type Keepalive = NonNullable<NonNullable<ConnectionPool['tcp']>['tcpKeepalive']>;

/** The mesh's keepalive with what the rule says over it, field by field; Envoy counts in whole seconds. */
function keepalive(ofMesh: Keepalive | undefined, own: Keepalive | undefined): JsonMessage | undefined {
  if (!ofMesh && !own) return undefined;
  const seconds = (text: string | undefined) =>
    text === undefined ? undefined : Math.floor((parseDuration(text) ?? 0) / 1e9);
  return {
    tcpKeepalive: present<JsonMessage>({
      keepaliveProbes: own?.probes || ofMesh?.probes || undefined,
      keepaliveTime: seconds(own?.time ?? ofMesh?.time),
      keepaliveInterval: seconds(own?.interval ?? ofMesh?.interval),
    }),
  };
}

/** Keepalive of clusters that no DestinationRule reaches. */
export function meshKeepalive(config: MeshConfig): Pick<Cluster, 'upstreamConnectionOptions'> {
  const upstreamConnectionOptions = keepalive(config.tcpKeepalive, undefined);
  return upstreamConnectionOptions ? { upstreamConnectionOptions } : {};
}
