import { ValueError } from '../error.js';
import { any, fn, type TemplateFunction, text, variadic, whole } from '../function.js';
import { textOf } from '../printf.js';
import { quote } from '../quote.js';
import { byteLength, sliceBytes } from '../text.js';
import { stringMapOf, stringsOf, type Value } from '../values.js';
import { reject } from './refused.js';
import { stringsIn } from './sequence.js';

/** Go's unicode.IsSpace. */
export const SPACES = ' \t\n\v\f\r\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000';
const SPACE = new RegExp(`^[${SPACES}]$`);

/** strings.TrimSpace. */
export function trimSpace(value: string): string {
  let from = 0;
  let to = value.length;
  while (from < to && SPACE.test(value[from] ?? '')) from++;
  while (to > from && SPACE.test(value[to - 1] ?? '')) to--;
  return value.slice(from, to);
}

/** Removes characters of a set from both ends. */
function trimAll(set: string, value: string): string {
  const chars = new Set(set);
  const all = [...value];
  let from = 0;
  let to = all.length;
  while (from < to && chars.has(all[from] ?? '')) from++;
  while (to > from && chars.has(all[to - 1] ?? '')) to--;
  return all.slice(from, to).join('');
}

const trimSuffix = (suffix: string, value: string): string =>
  suffix !== '' && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value;

const trimPrefix = (prefix: string, value: string): string =>
  value.startsWith(prefix) ? value.slice(prefix.length) : value;

/** Cuts to so many bytes from the start, or from the end when negative. */
function truncate(count: number, value: string): string {
  const length = byteLength(value);
  if (count < 0 && length + count > 0) return sliceBytes(value, length + count, length);
  return count >= 0 && length > count ? sliceBytes(value, 0, count) : value;
}

function substring(start: number, end: number, value: string): string {
  const length = byteLength(value);
  const from = Math.max(start, 0);
  const to = start >= 0 && (end < 0 || end > length) ? length : end;
  if (to < 0 || to > length || from > to)
    throw new ValueError(`a text of ${length} bytes has none from ${from} to ${to}`);
  return sliceBytes(value, from, to);
}

/** A text as often as wanted, within the limits. */
function repeat(count: number, value: string, make: (length: number) => void): string {
  if (count < 0) throw new ValueError('a text is repeated less than no times');
  make(count * value.length);
  return value.repeat(count);
}

function indent(spaces: number, value: string, make: (length: number) => void): string {
  if (spaces < 0) throw new ValueError('the indent is negative');
  const lines = value.split('\n');
  make(value.length + lines.length * spaces);
  const pad = ' '.repeat(spaces);
  return pad + lines.join(`\n${pad}`);
}

function replaceAll(from: string, to: string, value: string, make: (length: number) => void): string {
  const parts = from === '' ? ['', ...value, ''] : value.split(from);
  make(value.length + parts.length * to.length);
  return parts.join(to);
}

/** strings.SplitN: all parts for a negative count, no part for 0. */
export function splitParts(separator: string, count: number, value: string): string[] {
  if (count === 0) return [];
  const parts = separator === '' ? [...value] : value.split(separator);
  if (count < 0 || parts.length <= count) return parts;
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

const numbered = (parts: readonly string[]): Value => stringMapOf(parts.map((part, i) => [`_${i}`, part]));

/** Go's simple upper and lower case: one character for one. */
export const upper = (value: string): string =>
  value.replace(/\p{Lowercase}|\p{Lt}/gu, (c) => single(c, c.toUpperCase()));
export const lower = (value: string): string =>
  value.replace(/\p{Uppercase}|\p{Lt}/gu, (c) => single(c, c.toLowerCase()));
const single = (from: string, to: string): string => ([...to].length === 1 ? to : from);

const isWordPart = (char: string): boolean =>
  char < '\x80' ? /[\w]/.test(char) : /[\p{L}\p{Nd}]/u.test(char) || !/\s/u.test(char);

/** strings.Title: the first letter of each word. */
function title(value: string): string {
  let previous = ' ';
  let out = '';
  for (const char of value) {
    out += isWordPart(previous) ? char : upper(char);
    previous = char;
  }
  return out;
}

/** sprig's functions on texts. https://masterminds.github.io/sprig/strings.html */
export const STRING_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  hello: fn([], () => 'Hello!'),
  trim: fn([text], ([s]) => trimSpace(s)),
  trimAll: fn([text, text], ([set, s]) => trimAll(set, s)),
  trimall: fn([text, text], ([set, s]) => trimAll(set, s)),
  trimSuffix: fn([text, text], ([suffix, s]) => trimSuffix(suffix, s)),
  trimPrefix: fn([text, text], ([prefix, s]) => trimPrefix(prefix, s)),
  upper: fn([text], ([s]) => upper(s)),
  lower: fn([text], ([s]) => lower(s)),
  title: fn([text], ([s]) => title(s)),
  trunc: fn([whole, text], ([count, s]) => truncate(count, s)),
  substr: fn([whole, whole, text], ([start, end, s]) => substring(start, end, s)),
  repeat: fn([whole, text], ([count, s], { budget }) => repeat(count, s, budget.make)),
  contains: fn([text, text], ([part, s]) => s.includes(part)),
  hasPrefix: fn([text, text], ([prefix, s]) => s.startsWith(prefix)),
  hasSuffix: fn([text, text], ([suffix, s]) => s.endsWith(suffix)),
  replace: fn([text, text, text], ([from, to, s], { budget }) => replaceAll(from, to, s, budget.make)),
  indent: fn([whole, text], ([spaces, s], { budget }) => indent(spaces, s, budget.make)),
  nindent: fn([whole, text], ([spaces, s], { budget }) => `\n${indent(spaces, s, budget.make)}`),
  plural: fn([text, text, whole], ([one, many, count]) => (count === 1 ? one : many)),
  quote: variadic([], any, (_, values, { budget }) =>
    values
      .filter((v) => v !== null)
      .map((v) => quote(textOf(v, budget)))
      .join(' '),
  ),
  squote: variadic([], any, (_, values, { budget }) =>
    values
      .filter((v) => v !== null)
      .map((v) => `'${textOf(v, budget)}'`)
      .join(' '),
  ),
  cat: variadic([], any, (_, values, { budget }) =>
    values
      .filter((v) => v !== null)
      .map((v) => textOf(v, budget))
      .join(' '),
  ),
  toString: fn([any], ([v], { budget }) => textOf(v, budget)),
  toStrings: fn([any], ([v], { budget }) => stringsIn(v, budget)),
  join: fn([text, any], ([separator, v], { budget }) => {
    const parts = stringsIn(v, budget).items.map(String);
    budget.make(parts.reduce((sum, part) => sum + part.length + separator.length, 0));
    return parts.join(separator);
  }),
  split: fn([text, text], ([separator, s]) => numbered(splitParts(separator, -1, s))),
  splitn: fn([text, whole, text], ([separator, count, s]) => numbered(splitParts(separator, count, s))),
  splitList: fn([text, text], ([separator, s]) => stringsOf(splitParts(separator, -1, s))),
  fail: fn([text], ([message]) => reject(message)),
};
