import type { HttpMatch, StringMatch } from '../../model/kinds/virtual-service.js';
import type { JsonMessage } from '../../xds/json.js';
import { stringMatcher } from './string-matcher.js';

const CLAIMS = '@request.auth.claims';

/**
 * Path into a token that a header key such as `@request.auth.claims.a.b` or `@request.auth.claims[a][b]` names; undefined for
 * plain headers. https://istio.io/latest/docs/tasks/security/authentication/jwt-route/
 */
export function claimPath(key: string): readonly string[] | undefined {
  if (!key.toLowerCase().startsWith(CLAIMS)) return undefined;
  const rest = key.slice(CLAIMS.length);
  if (rest.startsWith('.') && rest.length > 1) return rest.slice(1).split('.');
  if (!/^(\[[^[\]]+\])+$/.test(rest)) return undefined;
  return rest.slice(1, -1).split('][');
}

const NONE: readonly JsonMessage[] = [];

/** Conditions on claims of the token that the JWT filter checked: the claim, or one item of a list of them. */
export function claimMatchers(match: HttpMatch): readonly JsonMessage[] {
  if (!match.headers && !match.withoutHeaders) return NONE;
  const matchers: JsonMessage[] = [];
  addClaims(matchers, match.headers, false);
  addClaims(matchers, match.withoutHeaders, true);
  return matchers;
}

function addClaims(matchers: JsonMessage[], headers: HttpMatch['headers'], invert: boolean): void {
  for (const key in headers) {
    const value = headers[key];
    const claim = claimPath(key);
    if (claim && value) matchers.push(claimMatcher(claim, value, invert));
  }
}

function claimMatcher(claim: readonly string[], value: StringMatch, invert: boolean): JsonMessage {
  const stringMatch: JsonMessage = { ...stringMatcher(value) };
  return {
    filter: 'envoy.filters.http.jwt_authn',
    path: ['payload', ...claim].map((name) => ({ key: name })),
    value: { orMatch: { valueMatchers: [{ listMatch: { oneOf: { stringMatch } } }, { stringMatch }] } },
    ...(invert && { invert }),
  };
}
