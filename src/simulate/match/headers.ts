import { asJson } from '../../xds/json.js';
import type { HeaderMatcher } from '../../xds/types.js';
import type { HttpRequest, Mismatch, RegexEngine } from '../types.js';
import {
  describeString,
  matchesString,
  messageField,
  numberField,
  type StringPattern,
  stringField,
} from './strings.js';

/** A header as Envoy reads it for matching: all values joined; pseudo headers too. Undefined when there is none. */
export function headerValue(http: HttpRequest, name: string): string | undefined {
  const wanted = name.toLowerCase();
  switch (wanted) {
    case ':method':
      return http.method;
    case ':path':
      return http.path;
    case ':scheme':
      return http.scheme;
    case ':authority':
    case 'host':
      return http.authority;
  }
  let joined: string | undefined;
  for (const [key, value] of http.headers) {
    if (key === wanted) joined = joined === undefined ? value : `${joined},${value}`;
  }
  return joined;
}

/**
 * Whether a header matches. One that is missing matches nothing but absence, inverted or not, unless it counts as empty.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/route/v3/route_components.proto#config-route-v3-headermatcher
 */
export function matchesHeader(matcher: HeaderMatcher, http: HttpRequest, regex: RegexEngine): boolean {
  const value = headerValue(http, matcher.name ?? '');
  const invert = matcher.invertMatch === true;
  const range = rangeOf(matcher);
  const pattern = patternOf(matcher);
  if (!pattern && !range) return ((matcher.presentMatch ?? true) === (value !== undefined)) !== invert;
  if (value === undefined && matcher.treatMissingHeaderAsEmpty !== true) return false;
  const text = value ?? '';
  return (pattern ? matchesString(pattern, text, regex) : isWithin(text, range)) !== invert;
}

/**
 * As `matchesHeader`, but of a header with several values one that matches is enough: so policies ask since Envoy 1.38, lest
 * a further value hide one that is refused.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/version_history/v1.38/v1.38.0
 */
export function matchesSomeValue(matcher: HeaderMatcher, http: HttpRequest, regex: RegexEngine): boolean {
  const name = (matcher.name ?? '').toLowerCase();
  const given = http.headers.filter(([key]) => key === name);
  if (given.length < 2) return matchesHeader(matcher, http, regex);
  return given.some((header) => matchesHeader(matcher, { ...http, headers: [header] }, regex));
}

/** The first of some header matchers that does not match. */
export function headerMismatch(
  matchers: readonly HeaderMatcher[],
  http: HttpRequest,
  regex: RegexEngine,
): Mismatch | undefined {
  for (const matcher of matchers) {
    if (matchesHeader(matcher, http, regex)) continue;
    return {
      field: `header ${matcher.name}`,
      expected: describeHeader(matcher),
      actual: headerValue(http, matcher.name ?? ''),
    };
  }
  return undefined;
}

/** The matcher for people: `not prefix a`, `present`. */
export function describeHeader(matcher: HeaderMatcher): string {
  const pattern = patternOf(matcher);
  const range = rangeOf(matcher);
  const not = matcher.invertMatch ? 'not ' : '';
  if (pattern) return not + describeString(pattern);
  if (range) return `${not}a number from ${range.start} to below ${range.end}`;
  return (matcher.presentMatch ?? true) !== (matcher.invertMatch === true) ? 'present' : 'absent';
}

/** Envoys of older versions show the fields that stringMatch replaced. */
function patternOf(matcher: HeaderMatcher): StringPattern | undefined {
  if (matcher.stringMatch) return matcher.stringMatch;
  const old = asJson(matcher);
  for (const kind of ['exact', 'prefix', 'suffix', 'contains'] as const) {
    const value = old[`${kind}Match`];
    if (typeof value === 'string') return { [kind]: value };
  }
  const regex = stringField(messageField(asJson(matcher), 'safeRegexMatch'), 'regex');
  return regex === undefined ? undefined : { safeRegex: { regex } };
}

interface Range {
  readonly start: number;
  readonly end: number;
}
function rangeOf(matcher: HeaderMatcher): Range | undefined {
  const range = messageField(asJson(matcher), 'rangeMatch');
  return range && { start: numberField(range, 'start') ?? 0, end: numberField(range, 'end') ?? 0 };
}

function isWithin(text: string, range: Range | undefined): boolean {
  return range !== undefined && /^-?\d+$/.test(text) && Number(text) >= range.start && Number(text) < range.end;
}
