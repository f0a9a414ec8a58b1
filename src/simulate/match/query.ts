import type { QueryParameterMatcher } from '../../xds/types.js';
import type { Mismatch, RegexEngine } from '../types.js';
import { describeString, matchesString } from './strings.js';

/** The parameters of a query string as written, undecoded; of several with one name the first counts. */
export function parseQuery(path: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  const start = path.indexOf('?');
  if (start < 0) return parameters;
  const text = path.slice(start + 1).split('#', 1)[0] ?? '';
  for (const part of text.split('&')) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    if (!parameters.has(name)) parameters.set(name, equals < 0 ? '' : part.slice(equals + 1));
  }
  return parameters;
}

/** The first of some query parameter matchers that does not match. */
export function queryMismatch(
  matchers: readonly QueryParameterMatcher[],
  path: string,
  regex: RegexEngine,
): Mismatch | undefined {
  if (matchers.length === 0) return undefined;
  const parameters = parseQuery(path);
  for (const { name, stringMatch, presentMatch } of matchers) {
    const actual = parameters.get(name);
    const matched = stringMatch
      ? actual !== undefined && matchesString(stringMatch, actual, regex)
      : (actual !== undefined) === (presentMatch ?? true);
    if (matched) continue;
    const expected = stringMatch ? describeString(stringMatch) : (presentMatch ?? true) ? 'present' : 'absent';
    return { field: `query parameter ${name}`, expected, actual };
  }
  return undefined;
}
