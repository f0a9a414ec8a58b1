import { protoDuration } from '../../mesh/durations.js';
import type { LoadBalancer } from '../../mesh/traffic-policy.js';
import { type Draft, type JsonMessage, present } from '../../xds/json.js';
import type { Cluster } from '../../xds/types.js';

/** Envoy's limit of a ring that nobody sized. */
const RING_SIZE = 1024;

/**
 * Sets the load balancing of a cluster whose endpoints Envoy knows; round robin is Envoy's default and not printed.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings
 */
export function setLoadBalancer(cluster: Draft<Cluster>, settings: LoadBalancer | undefined): void {
  const slowStart = slowStartConfig(settings);
  if (settings?.consistentHash) {
    const sized = setConsistentHash(cluster, settings.consistentHash);
    // The warm-up of the default algorithm stands where nothing of the hash takes its place; Envoy ignores it.
    if (!sized && slowStart) cluster.leastRequestLbConfig = slowStart;
    return;
  }
  switch (settings?.simple) {
    case 'RANDOM':
      cluster.lbPolicy = 'RANDOM';
      return;
    case 'ROUND_ROBIN':
      if (slowStart) cluster.roundRobinLbConfig = slowStart;
      return;
    default:
      cluster.lbPolicy = 'LEAST_REQUEST';
      if (slowStart) cluster.leastRequestLbConfig = slowStart;
  }
}

/** Tells whether the hash has a size of its own. */
function setConsistentHash(cluster: Draft<Cluster>, hash: NonNullable<LoadBalancer['consistentHash']>): boolean {
  if (hash.maglev) {
    const size = hash.maglev.tableSize;
    cluster.lbPolicy = 'MAGLEV';
    if (size) cluster.maglevLbConfig = { tableSize: String(size) };
    return !!size;
  }
  const size = hash.ringHash ? hash.ringHash.minimumRingSize : hash.minimumRingSize || RING_SIZE;
  cluster.lbPolicy = 'RING_HASH';
  if (size) cluster.ringHashLbConfig = { minimumRingSize: String(size) };
  return !!size;
}

/** New endpoints get their share of traffic little by little. The older spelling has the window only. */
function slowStartConfig(settings: LoadBalancer | undefined): JsonMessage | undefined {
  const warmup = settings?.warmup;
  if (warmup) {
    return {
      slowStartConfig: present<JsonMessage>({
        slowStartWindow: warmup.duration === undefined ? undefined : protoDuration(warmup.duration),
        aggression: { defaultValue: warmup.aggression ?? 1, runtimeKey: '(' },
        minWeightPercent: { value: warmup.minimumPercent ?? 10 },
      }),
    };
  }
  const window = settings?.warmupDurationSecs;
  return window === undefined ? undefined : { slowStartConfig: { slowStartWindow: protoDuration(window) } };
}
