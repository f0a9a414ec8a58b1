import { describe, expect, it } from 'vitest';
import { findRepeatedKey } from '../../src/sources/json-keys.js';

describe('findRepeatedKey', () => {
  it.each([
    ['{}', undefined],
    ['{"a": 1, "b": {"a": 2}, "c": [{"a": 1}, {"a": 2}]}', undefined],
    ['{"a": "a", "b": ["a", "a"]}', undefined],
    ['{"a": 1, "a": 2}', 9],
    ['{"a": 1, "\\u0061" : 2}', 9],
    ['[{"x": {"b": "}", "b": 1}}]', 18],
    ['{"a\\"": 1, "a": 2, "a\\"": 3}', 19],
    ['{"__proto__": 1, "constructor": 2}', undefined],
  ])('%s', (json, expected) => {
    expect(findRepeatedKey(json)).toBe(expected);
  });

  it('takes time in proportion to the text', () => {
    const json = `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":"${'x'.repeat(50)}"`).join(',')}}`;
    expect(findRepeatedKey(json)).toBeUndefined();
  });
});
