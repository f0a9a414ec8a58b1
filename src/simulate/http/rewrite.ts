import { asJson, type JsonMessage } from '../../xds/json.js';
import type { ClusterWeight, Route } from '../../xds/types.js';
import { headerValue } from '../match/headers.js';
import { pathOf } from '../match/path.js';
import { messageField, stringField } from '../match/strings.js';
import type { HttpRequest, RegexEngine } from '../types.js';

/**
 * The path with its query after `prefixRewrite` or `regexRewrite` of a route or redirect action; undefined where it has neither.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/route/v3/route_components.proto#envoy-v3-api-field-config-route-v3-routeaction-prefix-rewrite
 */
export function rewritePath(route: Route, action: JsonMessage, target: string, regex: RegexEngine): string | undefined {
  const path = pathOf(target);
  const rest = target.slice(path.length);
  const prefix = stringField(action, 'prefixRewrite');
  if (prefix) return prefix + path.slice(matchedLength(route, path)) + rest;
  const rewrite = messageField(action, 'regexRewrite');
  const pattern = stringField(messageField(rewrite, 'pattern'), 'regex');
  if (pattern === undefined) return undefined;
  return regex.replaceAll(pattern, path, stringField(rewrite, 'substitution') ?? '') + rest;
}

/** How much of the path a route's match covers: of an exact path or a regular expression, all. */
function matchedLength({ match = {} }: Route, path: string): number {
  const prefix = match.prefix ?? match.pathSeparatedPrefix;
  return prefix === undefined ? path.length : prefix.length;
}

/** The authority that the upstream sees, undefined where it stays. Rewriting to the name of the endpoint is told in words. */
export function rewriteAuthority(
  route: Route,
  chosen: ClusterWeight | undefined,
  http: HttpRequest,
  regex: RegexEngine,
): string | undefined {
  const action = asJson(route.route ?? {});
  const literal = chosen?.hostRewriteLiteral || stringField(action, 'hostRewriteLiteral');
  if (literal) return literal;
  if (action['autoHostRewrite'] === true) return 'the name of the endpoint';
  const header = stringField(action, 'hostRewriteHeader');
  if (header) return headerValue(http, header);
  const rewrite = messageField(action, 'hostRewritePathRegex');
  const pattern = stringField(messageField(rewrite, 'pattern'), 'regex');
  if (pattern === undefined) return undefined;
  return regex.replaceAll(pattern, pathOf(http.path), stringField(rewrite, 'substitution') ?? '');
}
