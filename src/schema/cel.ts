import { parseDuration } from '../model/duration.js';
import { parseRequestUrl, type RequestUrl } from './url.js';

/*
 * What the CEL rules of the schemas call, for rules that were compiled to JavaScript (see `compileRule` of the build).
 * As in CEL, what can't be computed is an error: the caller takes a rule that throws as broken.
 * https://kubernetes.io/docs/reference/using-api/cel/
 */

/** Is a field set? A null counts as unset, as for the API server. */
export function has(object: unknown, name: string): boolean {
  return isMap(object) && Object.hasOwn(object, name) && object[name] !== null;
}

export function field(object: unknown, name: string): unknown {
  if (!isMap(object) || !has(object, name)) throw new RuleError(`no such key: ${name}`);
  return object[name];
}

/** Characters of a text, entries of a list or map. */
export function size(value: unknown): number {
  if (typeof value === 'string') return textLength(value);
  return elements(value).length;
}

export function all(of: unknown, test: (element: unknown) => boolean): boolean {
  return elements(of).every(test);
}

export function exists(of: unknown, test: (element: unknown) => boolean): boolean {
  return elements(of).some(test);
}

/** Does the test hold for exactly one element? */
export function existsOne(of: unknown, test: (element: unknown) => boolean): boolean {
  let found = 0;
  for (const element of elements(of)) if (test(element) && ++found > 1) return false;
  return found === 1;
}

export function contains(text: unknown, part: string): boolean {
  return asText(text).includes(part);
}

export function startsWith(text: unknown, part: string): boolean {
  return asText(text).startsWith(part);
}

export function endsWith(text: unknown, part: string): boolean {
  return asText(text).endsWith(part);
}

/** The patterns here are those of the schemas, never a user's. */
export function matches(text: unknown, pattern: string): boolean {
  let compiled = PATTERNS.get(pattern);
  if (!compiled) {
    compiled = new RegExp(pattern, 'u');
    PATTERNS.set(pattern, compiled);
  }
  return compiled.test(asText(text));
}

const PATTERNS = new Map<string, RegExp>();

/** Characters from `start` up to `end`, both within the text. */
export function substring(text: unknown, start: number, end: number): string {
  const characters = Array.from(asText(text));
  if (start > end || end > characters.length) throw new RuleError('substring: index out of range');
  return characters.slice(start, end).join('');
}

/** Nanoseconds of a duration in Go's spelling, within the 64 bits that Go has for them. */
export function duration(text: unknown): number {
  const nanos = parseDuration(asText(text));
  if (nanos === undefined || Math.abs(nanos) >= 2 ** 63) throw new RuleError('not a duration');
  return nanos;
}

/** The 64-bit integer that a text spells in decimal digits. */
export function int(text: unknown): number {
  const digits = asText(text);
  if (!/^[+-]?[0-9]+$/.test(digits)) throw new RuleError('not an integer');
  const value = BigInt(digits.replace('+', ''));
  if (BigInt.asIntN(64, value) !== value) throw new RuleError('integer out of range');
  return Number(value);
}

export function isUrl(text: unknown): boolean {
  return parseRequestUrl(asText(text)) !== undefined;
}

export function url(text: unknown): RequestUrl {
  const parsed = parseRequestUrl(asText(text));
  if (!parsed) throw new RuleError('not a URL');
  return parsed;
}

export function scheme(of: RequestUrl): string {
  return of.scheme;
}

/** Length in characters (code points), as JSON Schema counts it. */
export function textLength(text: string): number {
  let pairs = 0;
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) !== 0xd800 || (text.charCodeAt(i + 1) & 0xfc00) !== 0xdc00) continue;
    pairs++;
    i++;
  }
  return text.length - pairs;
}

/** What a rule throws where CEL has no value. */
class RuleError extends Error {}

function elements(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isMap(value)) return Object.keys(value);
  throw new RuleError('neither list nor map');
}

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new RuleError('not a text');
  return value;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
