import type { Change } from '../../xds/diff/index.js';

/** Candidates that change an object only together, and what they change. */
export interface Influence<T> {
  readonly of: readonly T[];
  readonly changes: readonly Change[];
}

/**
 * Which of the candidates an object depends on, found by taking them away: first all of them, then halves, as long as that makes a
 * difference. So it costs little where few of many have a say.
 * @param without what changes when the given ones aren't there
 */
export function findInfluences<T>(
  candidates: readonly T[],
  without: (taken: readonly T[]) => readonly Change[],
): readonly Influence<T>[] {
  if (candidates.length === 0) return [];
  const changes = without(candidates);
  if (changes.length === 0) return [];
  if (candidates.length === 1) return [{ of: candidates, changes }];
  const middle = candidates.length >> 1;
  const halves = [candidates.slice(0, middle), candidates.slice(middle)];
  const found = halves.flatMap((half) => findInfluences(half, without));
  // Each stands in for the other: only both together make the difference.
  return found.length > 0 ? found : [{ of: candidates, changes }];
}
