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
  return [
    ...Object.entries(match.headers ?? {}).flatMap(([key, value]) => claimMatcher(key, value, false)),
    ...Object.entries(match.withoutHeaders ?? {}).flatMap(([key, value]) => claimMatcher(key, value, true)),
  ];
}

function claimMatcher(key: string, value: StringMatch, invert: boolean): readonly JsonMessage[] {
  const claim = claimPath(key);
  if (!claim) return [];
  const stringMatch: JsonMessage = { ...stringMatcher(value) };
  return [
    {
      filter: 'envoy.filters.http.jwt_authn',
      path: ['payload', ...claim].map((name) => ({ key: name })),
      value: { orMatch: { valueMatchers: [{ listMatch: { oneOf: { stringMatch } } }, { stringMatch }] } },
      ...(invert && { invert }),
    },
  ];
}
