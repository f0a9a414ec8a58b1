import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { decideMetrics } from '../../src/mesh/telemetry-metrics.js';

function decided(levels: readonly string[]) {
  const specs = levels.map((overrides) => ({ metrics: [{ overrides: parse(overrides) }] }));
  return decideMetrics(specs, ['prometheus'], 'SERVER');
}

describe('metrics', () => {
  it('go to the providers of the last entry that names any', () => {
    const entry = (name: string) => ({ providers: [{ name }] });
    const decisions = decideMetrics([{ metrics: [entry('a'), entry('b'), {}] }], ['prometheus'], 'SERVER');
    expect(decisions).toEqual([{ provider: 'b', metrics: [] }]);
  });

  it('makes none when all are disabled', () => {
    expect(decided(['[{disabled: true}]'])).toEqual([]);
  });

  it('forgets that all were disabled once a narrower level speaks of one', () => {
    const metric = { metric: 'REQUEST_COUNT', disabled: false, upserts: {}, removes: [] };
    expect(decided(['[{disabled: true}]', '[{match: {metric: REQUEST_COUNT}, disabled: false}]'])).toEqual([
      { provider: 'prometheus', metrics: [metric] },
    ]);
  });
});
