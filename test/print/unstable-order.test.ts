import { describe, expect, it } from 'vitest';
import { inUnstableOrder } from '../../src/print/proxy-config/unstable-order.js';

const places = (keys: readonly number[]) =>
  inUnstableOrder([...keys.keys()], (a, b) => (keys[a] ?? Number.NaN) < (keys[b] ?? Number.NaN));

// What sort.Slice of Go 1.26 made of the same.
describe('things stand where Go leaves them', () => {
  it.each([
    ['in their order, when they are few', [2, 1, 2, 1, 0, 1], [4, 1, 3, 5, 0, 2]],
    ['chains of a listener', [2, 2, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 2], [7, 10, 9, 8, 3, 5, 6, 4, 2, 11, 0, 1, 12]],
    [
      'equal ones again and again',
      Array.from({ length: 20 }, (_, i) => (i * 7) % 3),
      [9, 18, 15, 3, 12, 0, 6, 10, 7, 4, 13, 16, 1, 19, 8, 5, 11, 14, 2, 17],
    ],
    [
      'in descending order',
      [4, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0],
      [15, 14, 13, 9, 12, 11, 10, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ],
    [
      'that up and down go',
      Array.from({ length: 60 }, (_, i) => Math.min(i, 60 - i) % 5),
      [
        15, 55, 50, 45, 0, 5, 40, 35, 30, 25, 10, 20, 44, 1, 59, 49, 16, 6, 39, 34, 11, 21, 54, 26, 53, 12, 2, 27, 43,
        48, 17, 22, 38, 33, 58, 7, 8, 37, 32, 18, 13, 52, 42, 28, 23, 3, 57, 47, 24, 46, 4, 51, 41, 36, 31, 29, 56, 9,
        19, 14,
      ],
    ],
  ])('%s', (_, keys, expected) => {
    expect(places(keys)).toEqual(expected);
  });

  it('though some can not be compared', () => {
    const ports = [80, null, 443, null, null, 15, 8080, null, 70, null, 3, 9, 8, null, 1];
    expect(places(ports.map((port) => port ?? Number.NaN))).toEqual([14, 10, 12, 11, 5, 8, 0, 2, 6, 9, 7, 4, 3, 13, 1]);
  });

  it.each([200, 5000])('and %d of any kind are in order', (count) => {
    const keys = Array.from({ length: count }, (_, i) => (i * 7919) % 101);
    const sorted = places(keys).map((i) => keys[i] ?? 0);
    expect(sorted).toEqual([...keys].sort((a, b) => a - b));
  });
});
