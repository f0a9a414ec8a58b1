import { describe, expect, it } from 'vitest';
import { checkHeaderValue } from '../../../src/analyze/validation/header-value.js';

describe('values of headers', () => {
  it.each(['', 'a\tb', '%%', '%REQ(x?y)%', '%A%%%%B%', '%F( ["a", "b\\""] ) %'])('takes %j', (value) => {
    expect(checkHeaderValue(value, [])).toEqual([]);
  });

  it.each(['50%', '%A', '%A(b', '%A(b)c%', '%A(["b" "c"])%', '%A([b])%', '%A(["b"]c)%', 'a\nb', '%A(b\\'])(
    'refuses %j',
    (value) => {
      expect(checkHeaderValue(value, [])).toHaveLength(1);
    },
  );

  it('tells one slip in the same words', () => {
    expect(checkHeaderValue('50%', [])).toEqual(checkHeaderValue('60%', []));
    expect(checkHeaderValue('%A', [])).not.toEqual(checkHeaderValue('%B', []));
  });
});
