import { protoDuration } from '../../mesh/durations.js';
import type { OutlierDetection } from '../../mesh/traffic-policy.js';
import { type JsonMessage, present } from '../../xds/json.js';

/**
 * Ejection of failing endpoints. Only what the rule counts is enforced: success rates never are, and a count of zero
 * switches its check off.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection
 */
export function outlierDetection(settings: OutlierDetection): JsonMessage {
  const known = SPELLED.get(settings);
  if (known) return known;
  const spelled = spell(settings);
  SPELLED.set(settings, spelled);
  return spelled;
}

/** Subsets mostly share the settings of their rule. */
const SPELLED = new WeakMap<OutlierDetection, JsonMessage>();

function spell(settings: OutlierDetection): JsonMessage {
  const { consecutive5xxErrors, consecutiveGatewayErrors, splitExternalLocalOriginErrors: split } = settings;
  const local = split ? settings.consecutiveLocalOriginFailures : undefined;
  return present<JsonMessage>({
    consecutive5xx: consecutive5xxErrors,
    enforcingConsecutive5xx: enforced(consecutive5xxErrors),
    consecutiveGatewayFailure: consecutiveGatewayErrors,
    enforcingConsecutiveGatewayFailure: enforced(consecutiveGatewayErrors),
    splitExternalLocalOriginErrors: split || undefined,
    consecutiveLocalOriginFailure: local || undefined,
    enforcingConsecutiveLocalOriginFailure: local ? 100 : undefined,
    enforcingLocalOriginSuccessRate: split ? 0 : undefined,
    enforcingSuccessRate: 0,
    interval: settings.interval === undefined ? undefined : protoDuration(settings.interval),
    baseEjectionTime: settings.baseEjectionTime === undefined ? undefined : protoDuration(settings.baseEjectionTime),
    maxEjectionPercent: settings.maxEjectionPercent || undefined,
  });
}

function enforced(count: number | undefined): number | undefined {
  return count === undefined ? undefined : count > 0 ? 100 : 0;
}
