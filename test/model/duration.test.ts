import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration, protoDuration } from '../../src/model/duration.js';

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['0s', 0],
    ['1.5s', 1.5e9],
    ['.5s', 0.5e9],
    ['1.s', 1e9],
    ['2m', 120e9],
    ['1h5m', 3900e9],
    ['100ms', 100e6],
    ['1h0.5s', 3600.5e9],
    ['-2s', -2e9],
    ['+2s', 2e9],
    ['7ns', 7],
    ['3us', 3000],
    ['3µs', 3000],
    ['3μs', 3000],
  ])('reads %s', (text, nanos) => {
    expect(parseDuration(text)).toBe(nanos);
  });

  it.each(['', '5', '-', '1.2.3s', 's', '5 s', '5S', '1d', '5s ', '.s', '--2s', '1e3s'])('refuses "%s"', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [1e9, '1s'],
    [1.5e9, '1.500s'],
    [250e6, '0.250s'],
    [1_000, '0.000001s'],
    [1, '0.000000001s'],
    [-2.5e9, '-2.500s'],
    [86_400e9, '86400s'],
  ])('writes %d ns as protobuf JSON does', (nanos, text) => {
    expect(formatDuration(nanos)).toBe(text);
  });

  it('is read back to the same value', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e15, max: 1e15 }), (nanos) => {
        expect(parseDuration(formatDuration(nanos))).toBe(nanos === 0 ? 0 : nanos);
      }),
    );
  });
});

it('protoDuration takes text that is no duration for zero', () => {
  expect(protoDuration('soon')).toBe('0s');
  expect(protoDuration('1m')).toBe('60s');
});
