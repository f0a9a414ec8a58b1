import type { TrafficPolicySpec } from '../../model/kinds/destination-rule.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkDuration } from './durations.js';
import { checkPercent } from './numbers.js';
import { error, warning } from './violation.js';

export type OutlierDetection = NonNullable<TrafficPolicySpec['outlierDetection']>;

/** https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection */
export function checkOutlierDetection(outlier: OutlierDetection | undefined, path: Path): readonly Violation[] {
  if (!outlier) return [];
  const found = [...checkDuration(outlier.baseEjectionTime, [...path, 'baseEjectionTime'])];
  if (outlier.consecutiveErrors) {
    const text = 'consecutiveErrors is deprecated; use consecutiveGatewayErrors or consecutive5xxErrors';
    found.push(warning([...path, 'consecutiveErrors'], text));
  }
  if (outlier.consecutiveLocalOriginFailures && !outlier.splitExternalLocalOriginErrors) {
    const text = 'consecutiveLocalOriginFailures counts only with splitExternalLocalOriginErrors: true';
    found.push(error([...path, 'consecutiveLocalOriginFailures'], text));
  }
  found.push(
    ...checkDuration(outlier.interval, [...path, 'interval']),
    ...checkPercent(outlier.maxEjectionPercent, [...path, 'maxEjectionPercent']),
    ...checkPercent(outlier.minHealthPercent, [...path, 'minHealthPercent']),
  );
  return found;
}
