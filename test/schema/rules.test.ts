import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holds, RULES } from '../../src/schema/rules.js';
import { parseRequestUrl } from '../../src/schema/url.js';
import { runs } from '../property.js';

/** The evaluator, with what Kubernetes adds to CEL. https://kubernetes.io/docs/reference/using-api/cel/ */
class Url {
  constructor(readonly scheme: string) {}
}
const environment = new Environment({ enableOptionalTypes: true, unlistedVariablesAreDyn: true })
  .registerType('Url', { ctor: Url })
  .registerFunction('isURL(string): bool', (text: string) => parseRequestUrl(text) !== undefined)
  .registerFunction('url(string): Url', (text: string) => {
    const parsed = parseRequestUrl(text);
    if (!parsed) throw new Error('no URL');
    return new Url(parsed.scheme);
  })
  .registerFunction('Url.getScheme(): string', (url: Url) => url.scheme);

/** Whole numbers as the evaluator wants them. */
function withBigInts(value: unknown): unknown {
  if (typeof value === 'number') return BigInt(value);
  if (Array.isArray(value)) return value.map(withBigInts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withBigInts(child)]));
}

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '',
    '*',
    'a*',
    '1ms',
    '0s',
    '1h30m',
    '10',
    '-1s',
    '1.5s',
    '999us',
    'HTTP',
    'HTTPS',
    'WAYPOINT',
    'HOST',
    'DNS',
  ),
  fc.constantFrom(
    'STATIC',
    'NONE',
    'DNS_ROUND_ROBIN',
    'UPSERT',
    'REMOVE',
    'INLINE',
    '10.0.0.0/8',
    '80',
    '65536',
    '0',
    '-1',
  ),
  fc.constantFrom(
    'unix://',
    'unix:///a',
    'unix:///a/',
    'unix://@a',
    'unix://a',
    'http://a',
    'oci://a',
    'ftp://a',
    'a.example/b',
  ),
  fc.constantFrom('a'.repeat(62), 'a'.repeat(63), 'a'.repeat(64), 'app.kubernetes.io/name', 'a-', '-a', '/a', 'a/b/c'),
);
const integer = fc.oneof(fc.integer({ min: -2, max: 70_000 }), fc.constantFrom(0, 1, 65_535, 65_536));
const map = fc.dictionary(text, text, { maxKeys: 4 });

/** Objects with the fields that a rule speaks of, each there or not, with values of some type that it may have. */
function objectsFor(rule: string): fc.Arbitrary<unknown> {
  const fields = [...new Set(rule.match(/(?<=\bself\.)[A-Za-z_]+(?!\()/g) ?? [])];
  const values: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    selector: fc.record({ matchLabels: map }, { requiredKeys: [] }),
    endpoints: fc.array(fc.record({ address: text }), { maxLength: 3 }),
    addresses: fc.array(text, { maxLength: 3 }),
    portLevelMtls: map,
    operation: fc.constantFrom('UPSERT', 'REMOVE', ''),
    value: fc.constantFrom('', 'a'),
    context: fc.constantFrom('WAYPOINT', 'ANY'),
  };
  return fc.record(Object.fromEntries(fields.map((f) => [f, values[f] ?? text])), { requiredKeys: [] });
}

/** What `self` can be for a rule, by how the rule uses it. */
function valuesFor(rule: string): fc.Arbitrary<unknown> {
  if (/l1\.number/.test(rule)) return fc.array(fc.record({ number: fc.integer({ min: 1, max: 4 }) }), { maxLength: 4 });
  if (/\bself\.(all|exists)/.test(rule)) return map;
  if (/self <=/.test(rule)) return integer;
  if (/has\(self\./.test(rule)) return objectsFor(rule);
  return text;
}

describe('compiled rules', () => {
  it('are all there', () => {
    expect(RULES.size).toBeGreaterThanOrEqual(36);
    for (const test of RULES.values()) expect(test).toBeTypeOf('function');
  });

  it.each([...RULES])('say what CEL says: %s', (rule, test) => {
    const program = environment.parse(rule);
    const expected = (self: unknown) => {
      try {
        return program({ self: withBigInts(self) }) === true;
      } catch {
        return false;
      }
    };
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(valuesFor(rule), (self) => {
        const ours = holds(test, self);
        seen.add(ours);
        expect({ self, holds: ours }).toEqual({ self, holds: expected(self) });
      }),
      { numRuns: runs(400), seed: 1 },
    );
    expect(seen, 'both answers must have come up').toEqual(new Set([true, false]));
  });
});
