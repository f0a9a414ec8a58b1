import { parseDuration } from '../../model/duration.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { error } from './violation.js';

const MILLISECOND = 1e6;

/**
 * A duration that Envoy takes: 1ms or more, in whole milliseconds. The text doesn't tell the value, because one finding stands for
 * all such durations of a resource. Unset and unreadable ones (decoding has reported those) give nothing.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute
 */
export function checkDuration(duration: string | undefined, path: Path): readonly Violation[] {
  const nanos = duration === undefined ? undefined : parseDuration(duration);
  if (nanos === undefined) return [];
  if (nanos < MILLISECOND) return [error(path, 'duration is shorter than 1ms, the shortest that Envoy takes')];
  return nanos % MILLISECOND === 0 ? [] : [error(path, 'duration is finer than a millisecond; write whole ones')];
}
