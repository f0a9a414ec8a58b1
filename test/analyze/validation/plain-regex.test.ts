import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { isPlainRegex } from '../../../src/analyze/validation/plain-regex.js';

const PLAIN = [
  '',
  '.*',
  '/v[0-9]+/.*',
  '^/api/(v1|v2)/[a-zA-Z0-9_-]+$',
  '(?:a|b)?c*?',
  'x\\.example\\.com',
  '[^/]+',
  'a|b',
  '^/a$|^/b(/.*)?$',
  '(|a)',
  '[\\w.-]+@x',
];
const NOT_PLAIN = [
  '(',
  ')',
  '[',
  '[]',
  '[z-a]',
  '*a',
  'a**',
  '(?=x)',
  '(a)\\1',
  'a{1001}',
  '(?<n>',
  '\\8',
  '[a',
  'a\\',
  '+',
];

describe('regular expressions that are well formed by their looks', () => {
  it.each(PLAIN)('%s is one, and RE2 takes it', (text) => {
    expect(isPlainRegex(text)).toBe(true);
    expect(() => RE2JS.compile(text)).not.toThrow();
  });

  it.each(NOT_PLAIN)('%s is left to RE2', (text) => {
    expect(isPlainRegex(text)).toBe(false);
  });

  it('accepts nothing that RE2 refuses, among short texts of all operators', () => {
    const signs = ['a', '0', '.', '*', '+', '?', '(', ')', '[', ']', '^', '$', '|', '\\', '-', '{', ':', 'd', 'z'];
    let state = 7;
    const next = (): number => {
      state = (state * 48271) % 2147483647;
      return state;
    };
    let accepted = 0;
    for (let n = 0; n < 20000; n++) {
      const text = Array.from({ length: 1 + (next() % 8) }, () => signs[next() % signs.length] ?? '').join('');
      if (!isPlainRegex(text)) continue;
      accepted += 1;
      expect(() => RE2JS.compile(text), text).not.toThrow();
    }
    expect(accepted).toBeGreaterThan(500);
  });

  it('takes time in proportion to the text', () => {
    const start = performance.now();
    for (const text of [
      '(a|'.repeat(80),
      `${'a*'.repeat(127)}(`,
      '[a-z'.repeat(60),
      `${'a|'.repeat(120)}(`,
      `${'(a)'.repeat(80)}(`,
    ])
      isPlainRegex(text);
    // Tries that double with each sign would take years.
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
