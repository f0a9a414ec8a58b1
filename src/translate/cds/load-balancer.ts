import { protoDuration } from '../../mesh/durations.js';
import type { LoadBalancer } from '../../mesh/traffic-policy.js';
import { type JsonMessage, present } from '../../xds/json.js';
import type { Cluster } from '../../xds/types.js';

type LbFields = Pick<
  Cluster,
  'lbPolicy' | 'leastRequestLbConfig' | 'roundRobinLbConfig' | 'ringHashLbConfig' | 'maglevLbConfig'
>;

/** Envoy's limit of a ring that nobody sized. */
const RING_SIZE = 1024;

/**
 * The load balancing of a cluster whose endpoints Envoy knows; round robin is Envoy's default and not printed.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#LoadBalancerSettings
 */
export function loadBalancerFields(settings: LoadBalancer | undefined): LbFields {
  if (settings?.consistentHash) return consistentHash(settings.consistentHash);
  const slowStart = slowStartConfig(settings);
  switch (settings?.simple) {
    case 'RANDOM':
      return { lbPolicy: 'RANDOM' };
    case 'ROUND_ROBIN':
      return slowStart ? { roundRobinLbConfig: slowStart } : {};
    default:
      return { lbPolicy: 'LEAST_REQUEST', ...(slowStart && { leastRequestLbConfig: slowStart }) };
  }
}

function consistentHash(hash: NonNullable<LoadBalancer['consistentHash']>): LbFields {
  if (hash.maglev) {
    const size = hash.maglev.tableSize;
    return { lbPolicy: 'MAGLEV', ...(size && { maglevLbConfig: { tableSize: String(size) } }) };
  }
  const size = hash.ringHash ? hash.ringHash.minimumRingSize : hash.minimumRingSize || RING_SIZE;
  return { lbPolicy: 'RING_HASH', ...(size && { ringHashLbConfig: { minimumRingSize: String(size) } }) };
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
