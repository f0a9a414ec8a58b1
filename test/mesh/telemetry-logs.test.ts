import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { decideAccessLogs } from '../../src/mesh/telemetry-logs.js';

/** Levels of Telemetry, widest first; each is its `accessLogging` in flow style. */
function decided(levels: readonly string[], defaults: readonly string[] = [], side: 'CLIENT' | 'SERVER' = 'CLIENT') {
  return decideAccessLogs(
    levels.map((level) => ({ accessLogging: parse(level) })),
    defaults,
    side,
  );
}

describe('access logs', () => {
  it.each<[string, readonly string[], readonly string[], object[]]>([
    ['nobody', [], [], []],
    ['default providers', [], ['b', 'a'], [{ provider: 'a' }, { provider: 'b' }]],
    ['an entry without anybody to write', ['[{disabled: true}]'], [], []],
    ['an entry about the other side', ['[{match: {mode: SERVER}, providers: [{name: a}]}]'], ['b'], []],
    ['a provider that is switched off', ['[{disabled: true}]'], ['a'], [{ provider: 'a', disabled: true }]],
    ['a filter where no provider is named', ['[{filter: {expression: x}}]'], ['a'], [{ provider: 'a' }]],
    [
      'the last filter that comes with the name',
      ['[{providers: [{name: a}], filter: {expression: x}}]', '[{providers: [{name: a}]}]'],
      [],
      [{ provider: 'a' }],
    ],
    [
      'the filter of the level above',
      ['[{providers: [{name: a}], filter: {expression: x}}]', '[{disabled: false}]'],
      [],
      [{ provider: 'a', filter: 'x' }],
    ],
  ])('of %s', (_, levels, defaults, expected) => {
    expect(decided(levels, defaults)).toEqual(expected);
  });
});
