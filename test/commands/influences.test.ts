import { describe, expect, it } from 'vitest';
import { findInfluences } from '../../src/commands/explain/influences.js';
import type { Change } from '../../src/xds/diff/index.js';

/** A change that one of the names makes, if it is taken away. */
const change = (field: string): Change => ({ kind: 'changed', path: [{ field }], objects: { before: [], after: [] } });

describe('influences', () => {
  const candidates = Array.from({ length: 100 }, (_, i) => i);

  it('are found by taking candidates away, in few attempts where few have a say', () => {
    let attempts = 0;
    const without = (taken: readonly number[]) => {
      attempts++;
      return taken.filter((i) => i === 7 || i === 60).map((i) => change(String(i)));
    };
    expect(findInfluences(candidates, without)).toEqual([
      { of: [7], changes: [change('7')] },
      { of: [60], changes: [change('60')] },
    ]);
    expect(attempts).toBeLessThan(40);
  });

  it('are told together where each stands in for the other', () => {
    const without = (taken: readonly number[]) => (taken.includes(1) && taken.includes(2) ? [change('x')] : []);
    expect(findInfluences([1, 2], without)).toEqual([{ of: [1, 2], changes: [change('x')] }]);
  });

  it('are none where nothing changes', () => {
    expect(findInfluences(candidates, () => [])).toEqual([]);
    expect(findInfluences([], () => [change('x')])).toEqual([]);
  });
});
