import { asJson } from '../../xds/json.js';
import type { RedirectAction, Route } from '../../xds/types.js';
import { queryOf } from '../match/path.js';
import { numberField, stringField } from '../match/strings.js';
import type { HttpRequest, RegexEngine } from '../types.js';
import { rewritePath } from './rewrite.js';

const STATUSES: Readonly<Record<string, number>> = {
  MOVED_PERMANENTLY: 301,
  FOUND: 302,
  SEE_OTHER: 303,
  TEMPORARY_REDIRECT: 307,
  PERMANENT_REDIRECT: 308,
};

/** Status and Location of a redirect. */
export interface Redirect {
  readonly status: number;
  readonly location: string;
}

/**
 * Where a redirect leads. What it does not name stays as in the request; the port goes where it was the default one of a
 * scheme that changes.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/route/v3/route_components.proto#config-route-v3-redirectaction
 * @param forwardedProto the scheme of the connection, as `x-forwarded-proto` has it
 */
export function redirectOf(
  action: RedirectAction,
  route: Route,
  http: HttpRequest,
  forwardedProto: string,
  regex: RegexEngine,
): Redirect {
  const fields = asJson(action);
  const https = fields['httpsRedirect'] === true ? 'https' : undefined;
  const scheme = (stringField(fields, 'schemeRedirect') || https) ?? http.scheme;
  const wanted = numberField(fields, 'portRedirect');
  const port = wanted ? `:${wanted}` : '';
  const host = action.hostRedirect || hostFor(http.authority, scheme, port, forwardedProto);
  const path = pathFor(action, route, http, regex);
  return { status: STATUSES[action.responseCode ?? ''] ?? 301, location: `${scheme}://${host}${port}${path}` };
}

/** Where a virtual host that wants TLS sends a request without. */
export function tlsRedirect(http: HttpRequest): Redirect {
  return { status: 301, location: `https://${http.authority}${http.path}` };
}

function hostFor(authority: string, scheme: string, port: string, forwardedProto: string): string {
  const [own = ''] = /:\d*$/.exec(authority) ?? [];
  if (own === '' || (authority.startsWith('[') && !authority.includes(']:'))) return authority;
  const isDefault = (forwardedProto === 'https' && own === ':443') || (forwardedProto === 'http' && own === ':80');
  const drops = port !== '' || (scheme !== forwardedProto && isDefault);
  return drops ? authority.slice(0, -own.length) : authority;
}

function pathFor(action: RedirectAction, route: Route, http: HttpRequest, regex: RegexEngine): string {
  const fields = asJson(action);
  const strips = fields['stripQuery'] === true;
  const query = strips ? '' : queryOf(http.path);
  const fixed = stringField(fields, 'pathRedirect');
  if (fixed) return fixed.includes('?') ? fixed : fixed + query;
  const whole = strips ? http.path.split('?', 1).join('') : http.path;
  return rewritePath(route, fields, whole, regex) ?? whole;
}
