import { describe, expect, it } from 'vitest';
import { canonicalQuantity } from '../../src/inject/quantity.js';

describe('quantities', () => {
  it.each([
    ['2000m', '2'],
    ['1024Mi', '1Gi'],
    ['100m', '100m'],
    ['0.5', '500m'],
    ['1.5Gi', '1536Mi'],
    ['1000', '1k'],
    ['1500', '1500'],
    ['1000Ki', '1000Ki'],
    ['512', '512'],
    ['0', '0'],
    ['0Mi', '0'],
    ['0.5Gi', '512Mi'],
    ['0.1Ki', '102400m'],
    ['1e3', '1e3'],
    ['12E', '12E'],
    ['-1500m', '-1500m'],
    ['+1', '1'],
    ['.5', '500m'],
    ['1.', '1'],
    ['0.0000000001', '1n'],
  ])('%s is %s', (text, expected) => expect(canonicalQuantity(text)).toBe(expected));

  it.each(['', 'm', '1 Gi', '1gb', '--1', '1.2.3', 'NaN', '1ee3', '0x10'])('%j is none', (text) =>
    expect(canonicalQuantity(text)).toBeUndefined(),
  );
});
