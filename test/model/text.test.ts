import { expect, it } from 'vitest';
import { textOf } from '../../src/model/text.js';

it.each([
  ['a', 'a'],
  [5, '5'],
  [true, 'true'],
  [null, 'null'],
  [undefined, 'undefined'],
  [12345678901234567890n, '12345678901234567890'],
  [{ toString: null }, '{...}'],
  [[{ toString: null }], '[...]'],
])('textOf(%o) is %s', (value, text) => {
  expect(textOf(value)).toBe(text);
});
