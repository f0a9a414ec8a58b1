import type { HttpMatch, StringMatch } from '../../model/kinds/virtual-service.js';
import { type Draft, present } from '../../xds/json.js';
import type { HeaderMatcher, QueryParameterMatcher, RouteMatch, StringMatcher } from '../../xds/types.js';
import { claimMatchers, claimPath } from './claims.js';
import { stringMatcher } from './string-matcher.js';

/** Match of a rule without conditions. */
export const MATCH_ALL: RouteMatch = { prefix: '/' };

/**
 * Conditions of a match that are settled by the request. `byElement`: prefixes match whole elements of the path.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest
 */
export function routeMatch(match: HttpMatch, byElement: boolean): RouteMatch {
  const spelled = pathMatch(match.uri, byElement);
  spelled.caseSensitive = !match.ignoreUriCase;
  const headers = headerMatchers(match);
  if (headers.length > 0) spelled.headers = headers;
  if (match.queryParams) {
    const query = Object.entries(match.queryParams).map(queryMatcher);
    if (query.length > 0) spelled.queryParameters = query;
  }
  const claims = claimMatchers(match);
  if (claims.length > 0) spelled.dynamicMetadata = claims;
  return spelled;
}

function pathMatch(uri: StringMatch | undefined, byElement: boolean): Draft<RouteMatch> {
  if (uri?.exact !== undefined) return { path: uri.exact };
  if (uri?.regex !== undefined) return { safeRegex: { regex: uri.regex } };
  const prefix = uri?.prefix ?? '/';
  return byElement && prefix !== '/' ? { pathSeparatedPrefix: prefix.replace(/\/$/, '') } : { prefix };
}

/** Headers that must and must not be there, together by name, then the pseudo headers. */
function headerMatchers(match: HttpMatch): HeaderMatcher[] {
  if (!match.headers && !match.withoutHeaders && !match.method && !match.authority && !match.scheme) return [];
  const matchers: HeaderMatcher[] = [];
  for (const [name, value] of Object.entries(match.headers ?? {})) {
    if (!isClaim(name)) matchers.push(headerMatcher(name, value));
  }
  for (const [name, value] of Object.entries(match.withoutHeaders ?? {})) {
    if (!isClaim(name)) matchers.push(invert(headerMatcher(name, value)));
  }
  if (matchers.length > 1) matchers.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  if (match.method) matchers.push(headerMatcher(':method', match.method));
  if (match.authority) matchers.push(headerMatcher(':authority', match.authority));
  if (match.scheme) matchers.push(headerMatcher(':scheme', match.scheme));
  return matchers;
}

function isClaim(header: string): boolean {
  return claimPath(header) !== undefined;
}

function headerMatcher(name: string, value: StringMatch): HeaderMatcher {
  const stringMatch = valueMatcher(value);
  return stringMatch ? { name, stringMatch } : { name, presentMatch: true };
}

/** Undefined where only presence is asked for, which the expression `*` means as well: it is no regular one. */
function valueMatcher(value: StringMatch): StringMatcher | undefined {
  return value.regex === '*' ? undefined : stringMatcher(value);
}

function invert(matcher: HeaderMatcher): HeaderMatcher {
  return present<HeaderMatcher>({
    ...matcher,
    invertMatch: true,
    treatMissingHeaderAsEmpty: matcher.stringMatch ? true : undefined,
  });
}

function queryMatcher([name, value]: readonly [string, StringMatch]): QueryParameterMatcher {
  const stringMatch = valueMatcher(value);
  return stringMatch ? { name, stringMatch } : { name, presentMatch: true };
}

/** Path of a match as operations and traces show it. */
export function pathText(match: RouteMatch): string {
  return match.path ?? match.safeRegex?.regex ?? `${match.prefix ?? '/'}*`;
}

/** Whether every request fits: any path, and no condition beside it. */
export function isCatchAll({ prefix, safeRegex, headers, queryParameters, dynamicMetadata }: RouteMatch): boolean {
  if (headers?.length || queryParameters?.length || dynamicMetadata?.length) return false;
  return prefix === '/' || safeRegex?.regex === '.*';
}
