import { isMessage, type Json, type JsonMessage } from '../../xds/json.js';
import type { RegexEngine } from '../types.js';

/** A string field of a message, undefined where it is absent or something else. */
export function stringField(message: JsonMessage | undefined, name: string): string | undefined {
  const value = message?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** A message field of a message. */
export function messageField(message: JsonMessage | undefined, name: string): JsonMessage | undefined {
  const value = message?.[name];
  return isMessage(value) ? value : undefined;
}

/** The messages of a repeated field. */
export function messageList(value: Json | undefined): readonly JsonMessage[] {
  return Array.isArray(value) ? value.filter(isMessage) : [];
}

/** The strings of a repeated field. */
export function stringList(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** A number that protobuf JSON spells as one or, for 64 bits, as a string. */
export function numberField(message: JsonMessage | undefined, name: string): number | undefined {
  const value = message?.[name];
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The fields of envoy.type.matcher.v3.StringMatcher. */
export interface StringPattern {
  readonly exact?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly contains?: string;
  readonly safeRegex?: { readonly regex: string };
  readonly ignoreCase?: boolean;
}

/**
 * Whether a text matches; a regular expression must match all of it, and `ignoreCase` does not apply to it.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/type/matcher/v3/string.proto
 */
export function matchesString(pattern: StringPattern, text: string, regex: RegexEngine): boolean {
  if (pattern.safeRegex) return regex.matches(pattern.safeRegex.regex, text);
  const fold = pattern.ignoreCase === true ? (value: string) => value.toLowerCase() : (value: string) => value;
  const folded = fold(text);
  if (pattern.prefix !== undefined) return folded.startsWith(fold(pattern.prefix));
  if (pattern.suffix !== undefined) return folded.endsWith(fold(pattern.suffix));
  if (pattern.contains !== undefined) return folded.includes(fold(pattern.contains));
  return folded === fold(pattern.exact ?? '');
}

/** A StringMatcher that stands in a message of which only the JSON is known. */
export function stringPattern(message: JsonMessage): StringPattern {
  const regex = stringField(messageField(message, 'safeRegex'), 'regex');
  if (regex !== undefined) return { safeRegex: { regex } };
  const ignoreCase = message['ignoreCase'] === true;
  for (const kind of ['prefix', 'suffix', 'contains'] as const) {
    const value = stringField(message, kind);
    if (value !== undefined) return { [kind]: value, ignoreCase };
  }
  return { exact: stringField(message, 'exact') ?? '', ignoreCase };
}

/** The pattern for people: `prefix /api`. */
export function describeString(pattern: StringPattern): string {
  const tail = pattern.ignoreCase ? ' (any case)' : '';
  if (pattern.safeRegex) return `regex ${pattern.safeRegex.regex}`;
  if (pattern.prefix !== undefined) return `prefix ${pattern.prefix}${tail}`;
  if (pattern.suffix !== undefined) return `suffix ${pattern.suffix}${tail}`;
  if (pattern.contains !== undefined) return `text with ${pattern.contains}${tail}`;
  return `exact ${pattern.exact ?? ''}${tail}`;
}
