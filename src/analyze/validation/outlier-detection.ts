import type { TrafficPolicySpec } from '../../model/kinds/destination-rule.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkDurations } from './durations.js';
import { checkPercent } from './numbers.js';
import { error, warning } from './violation.js';

export type OutlierDetection = NonNullable<TrafficPolicySpec['outlierDetection']>;

const PERCENTAGES = ['maxEjectionPercent', 'minHealthPercent'] as const;

/** https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection */
export function checkOutlierDetection(outlier: OutlierDetection, path: Path): readonly Violation[] {
  const found = [...checkDurations(outlier, ['baseEjectionTime', 'interval'], path)];
  if (outlier.consecutiveErrors) {
    const text = 'consecutiveErrors is deprecated; use consecutiveGatewayErrors or consecutive5xxErrors';
    found.push(warning([...path, 'consecutiveErrors'], text));
  }
  if (outlier.consecutiveLocalOriginFailures && !outlier.splitExternalLocalOriginErrors) {
    const text = 'consecutiveLocalOriginFailures counts only with splitExternalLocalOriginErrors: true';
    found.push(error([...path, 'consecutiveLocalOriginFailures'], text));
  }
  PERCENTAGES.forEach((name) => {
    if (outlier[name]) found.push(...checkPercent(outlier[name], [...path, name]));
  });
  return found;
}
