import { parseDuration } from '../../model/duration.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { error } from './violation.js';

const MILLISECOND = 1e6;

type Durations<K extends string> = { readonly [N in K]?: string };

/** Several fields of one object; `path` leads to it. */
export function checkDurations<K extends string>(
  owner: Durations<K>,
  names: readonly K[],
  path: Path,
): readonly Violation[] {
  let found = NONE;
  names.forEach((name) => {
    const problem = problemOf(owner[name]);
    if (problem) found = [...found, error([...path, name], problem)];
  });
  return found;
}

const NONE: readonly Violation[] = [];

/**
 * A duration that Envoy takes: 1ms or more, in whole milliseconds. The text doesn't tell the value, because one finding stands for
 * all such durations of a resource. Unset and unreadable ones (decoding has reported those) give nothing.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute
 */
export function checkDuration(duration: string | undefined, path: Path): readonly Violation[] {
  const problem = problemOf(duration);
  return problem ? [error(path, problem)] : NONE;
}

function problemOf(duration: string | undefined): string | undefined {
  if (duration === undefined || PLAIN.test(duration)) return undefined;
  const nanos = parseDuration(duration);
  if (nanos === undefined) return undefined;
  if (nanos < MILLISECOND) return 'duration is shorter than 1ms, the shortest that Envoy takes';
  return nanos % MILLISECOND === 0 ? undefined : 'duration is finer than a millisecond; write whole ones';
}

/** What nearly all durations are, and always fine. */
const PLAIN = /^[1-9][0-9]*(ms|s|m|h)$/;
