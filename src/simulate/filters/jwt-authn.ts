import { isMessage, type JsonMessage } from '../../xds/json.js';
import type { TokenProblem } from '../jwt/check.js';
import { tokenEffects } from '../jwt/effects.js';
import { type GoodToken, requirementProblem } from '../jwt/requirement.js';
import { headerMismatch, headerValue } from '../match/headers.js';
import { pathMismatch, pathOf } from '../match/path.js';
import { queryMismatch } from '../match/query.js';
import { messageField, messageList, stringField } from '../match/strings.js';
import type { HttpRequest, RegexEngine } from '../types.js';
import type { HttpFilter } from './types.js';

/**
 * Checks the tokens of a request. https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/jwt_authn_filter
 */
export const jwtAuthn: HttpFilter = ({ config, perRoute, http, facts }) => {
  const preflight =
    http.method === 'OPTIONS' && headerValue(http, 'origin') && headerValue(http, 'access-control-request-method');
  const requirement = requirementOf(config, perRoute, http, facts.regex);
  if (!requirement || (preflight && config['bypassCorsPreflight'] === true)) return { kind: 'continue' };
  const providers = providersOf(config);
  const good: GoodToken[] = [];
  const problem = requirementProblem(requirement, { providers, http, facts, good });
  if (problem !== undefined) {
    const outcome = { kind: 'denied', reason: `jwt_authn_access_denied{${problem}}`, deniedBy: NAME } as const;
    return { kind: 'stop', status: problem === 'wrong audience' ? 403 : 401, decision: WHY[problem], outcome };
  }
  const effects = tokenEffects(Object.values(providers), good, http);
  const [first] = good;
  return {
    kind: 'continue',
    decision: first ? describeTokens(good) : 'has no token, which is fine here',
    ...(first && { object: first.provider }),
    ...effects,
    ...(good.some(({ provider }) => provider['clearRouteCache'] === true) && { clearRouteCache: true as const }),
  };
};

const NAME = 'envoy.filters.http.jwt_authn';
const WHY: Readonly<Record<TokenProblem, string>> = {
  missing: 'refused: there is no token',
  malformed: 'refused: what stands in place of a token is none',
  'unknown issuer': 'refused: the issuer of the token is not one of these',
  expired: 'refused: the token has expired',
  'not yet valid': 'refused: the token is not valid yet',
  'wrong audience': 'refused: the token is for another audience',
  'wrong subject': 'refused: the token is of another subject',
  'wrong signature': 'refused: no key fits the signature of the token',
};

function describeTokens(good: readonly GoodToken[]): string {
  return `token of ${good.map(({ token }) => `${token.issuer}, subject ${token.subject || '(none)'}`).join('; ')}`;
}

/** What is required: by the route, or by the first rule that matches. */
function requirementOf(
  config: JsonMessage,
  perRoute: JsonMessage | undefined,
  http: HttpRequest,
  regex: RegexEngine,
): JsonMessage | undefined {
  const named = (name: string | undefined) => messageField(messageField(config, 'requirementMap'), name ?? '');
  if (perRoute) return perRoute['disabled'] === true ? undefined : named(stringField(perRoute, 'requirementName'));
  const rule = messageList(config['rules']).find((one) => matchesRule(messageField(one, 'match') ?? {}, http, regex));
  return messageField(rule, 'requires') ?? named(stringField(rule, 'requirementName'));
}

function matchesRule(match: JsonMessage, http: HttpRequest, regex: RegexEngine): boolean {
  const headers = messageList(match['headers']).map((one) => ({ ...one, name: stringField(one, 'name') ?? '' }));
  const parameters = messageList(match['queryParameters']).map((one) => ({
    ...one,
    name: stringField(one, 'name') ?? '',
  }));
  return (
    !pathMismatch({ ...match }, pathOf(http.path), http.method, regex) &&
    !headerMismatch(headers, http, regex) &&
    !queryMismatch(parameters, http.path, regex)
  );
}

function providersOf(config: JsonMessage): Readonly<Record<string, JsonMessage>> {
  const entries = Object.entries(messageField(config, 'providers') ?? {});
  return Object.fromEntries(entries.flatMap(([name, one]) => (isMessage(one) ? [[name, one] as const] : [])));
}
