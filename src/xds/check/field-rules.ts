import { isList, isMessage } from '../dump/field-names.js';
import type { Json } from '../json.js';
import type { FieldFacts, ValueFacts } from './field-facts.js';

/** What is wrong with the value of a field: code and arguments of a finding. */
export interface FieldProblem {
  readonly code: string;
  readonly args?: Readonly<Record<string, string | number>>;
}

/** Looks at the value of a field, undefined where it is absent. */
export type FieldTest = (value: Json | undefined) => FieldProblem | undefined;

/** The tests that follow from what the API says of a field, the most telling one first. */
export function testsOf(facts: FieldFacts): readonly FieldTest[] {
  const tests: FieldTest[] = [];
  if (facts.required) tests.push((value) => (value === undefined ? { code: 'field-missing' } : undefined));
  tests.push(...valueTests(facts));
  if (facts.each) tests.push(each(valueTests(facts.each)));
  if (facts.keys) tests.push(eachKey(valueTests(facts.keys)));
  return tests;
}

function valueTests(facts: ValueFacts): readonly FieldTest[] {
  const tests: FieldTest[] = [];
  if (facts.filled) tests.push(filled(facts.filled === 'ifThere'));
  if (facts.seconds) tests.push(duration(facts));
  else if (bounds(facts)) tests.push(number(facts));
  if (facts.least !== undefined || facts.most !== undefined) tests.push(count(facts.least ?? 0, facts.most));
  if (facts.header) tests.push(header(facts.header));
  if (facts.longest !== undefined || facts.shortest !== undefined) tests.push(length(facts));
  if (facts.pattern !== undefined) tests.push(pattern(facts.pattern));
  if (facts.prefix !== undefined || facts.suffix !== undefined) tests.push(ends(facts.prefix, facts.suffix));
  if (facts.in || facts.notIn) tests.push(choice(facts));
  if (facts.unique) tests.push(unique);
  if (facts.true) tests.push((value) => (value === false ? { code: 'not-true' } : undefined));
  return tests;
}

/** Protobuf JSON leaves out empty texts and lists, so that absent ones are empty. */
function filled(mayBeAbsent: boolean): FieldTest {
  return (value) => {
    if (mayBeAbsent && value === undefined) return undefined;
    return isEmpty(value) ? { code: 'field-empty' } : undefined;
  };
}

function isEmpty(value: Json | undefined): boolean {
  if (isMessage(value)) return Object.keys(value).length === 0;
  return value === undefined || value === '' || (isList(value) && value.length === 0);
}

function bounds({ gt, gte, lt, lte }: ValueFacts): boolean {
  return gt !== undefined || gte !== undefined || lt !== undefined || lte !== undefined;
}

function isWithin(value: number, { gt, gte, lt, lte, orZero }: ValueFacts): boolean {
  if (orZero && value === 0) return true;
  return !(
    (gt !== undefined && value <= gt) ||
    (gte !== undefined && value < gte) ||
    (lt !== undefined && value >= lt) ||
    (lte !== undefined && value > lte)
  );
}

function number(facts: ValueFacts): FieldTest {
  const least = facts.gte ?? (facts.gt === undefined ? 'anything' : `more than ${facts.gt}`);
  const most = facts.lte ?? (facts.lt === undefined ? 'anything' : `less than ${facts.lt}`);
  return (given) => {
    const value = given ?? (facts.zero ? 0 : undefined);
    if (typeof value !== 'number' && typeof value !== 'string') return undefined;
    return isWithin(Number(value), facts) ? undefined : { code: 'out-of-range', args: { value, least, most } };
  };
}

/** Envoy takes no negative duration, whatever the field. */
function duration(facts: ValueFacts): FieldTest {
  return (value) => {
    if (typeof value !== 'string') return undefined;
    const seconds = Number.parseFloat(value);
    if (seconds <= 0 && facts.gt === 0) return { code: 'duration-not-positive', args: { value } };
    if (seconds < 0) return { code: 'duration-negative', args: { value } };
    return isWithin(seconds, facts) ? undefined : { code: 'duration-out-of-range', args: { value } };
  };
}

function count(least: number, most = Number.POSITIVE_INFINITY): FieldTest {
  return (value) => {
    const items = isList(value) ? value.length : 0;
    if (items < least) return { code: 'too-few', args: { count: items, least } };
    return items > most ? { code: 'too-many', args: { count: items, most } } : undefined;
  };
}

const HEADERS = {
  name: /^[^\0\r\n]*$/,
  text: /^[^\0\r\n]*$/,
  'name-strict': /^(:?[0-9a-zA-Z!#$%&'*+\-.^_|~`]+)?$/,
  'text-strict': /^[^\0-\x08\n-\x1f\x7f]*$/,
} as const;

function header(kind: keyof typeof HEADERS): FieldTest {
  return (value) => {
    if (typeof value !== 'string' || HEADERS[kind].test(value)) return undefined;
    return /[\0\r\n]/.test(value) ? { code: 'line-break' } : { code: 'not-for-headers', args: { value } };
  };
}

function length({ shortest = 0, longest = Number.POSITIVE_INFINITY }: ValueFacts): FieldTest {
  return (value) => {
    if (typeof value !== 'string') return undefined;
    const bytes = value.length > longest / 4 ? new TextEncoder().encode(value).length : value.length;
    if (bytes < shortest) return { code: 'text-too-short', args: { length: bytes, least: shortest } };
    return bytes > longest ? { code: 'text-too-long', args: { length: bytes, most: longest } } : undefined;
  };
}

function pattern(text: string): FieldTest {
  const test = new RegExp(text);
  return (value) =>
    typeof value === 'string' && !test.test(value)
      ? { code: 'text-malformed', args: { value, pattern: text } }
      : undefined;
}

function ends(prefix = '', suffix = ''): FieldTest {
  return (value) => {
    if (typeof value !== 'string' || value === '' || (value.startsWith(prefix) && value.endsWith(suffix)))
      return undefined;
    return { code: 'text-malformed', args: { value, pattern: `${prefix}...${suffix}` } };
  };
}

function choice(facts: ValueFacts): FieldTest {
  return (value) => {
    if (value === undefined) return facts.zero ? { code: 'field-missing' } : undefined;
    const fine = facts.in ? facts.in.includes(String(value)) : !facts.notIn?.includes(String(value));
    return fine ? undefined : { code: 'no-such-value', args: { value: String(value) } };
  };
}

const unique: FieldTest = (value) => {
  if (!isList(value) || new Set(value).size === value.length) return undefined;
  return { code: 'items-repeated' };
};

function each(tests: readonly FieldTest[]): FieldTest {
  return (value) => first(isList(value) ? value : [], tests);
}

function eachKey(tests: readonly FieldTest[]): FieldTest {
  return (value) => first(isMessage(value) ? Object.keys(value) : [], tests);
}

function first(items: readonly Json[], tests: readonly FieldTest[]): FieldProblem | undefined {
  for (const item of items) {
    for (const test of tests) {
      const problem = test(item);
      if (problem) return problem;
    }
  }
  return undefined;
}
