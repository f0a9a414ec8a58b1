import type { JsonMessage } from '../../xds/json.js';
import { headerValue } from '../match/headers.js';
import { numberField } from '../match/strings.js';
import type { Connection, HttpRequest } from '../types.js';
import { withoutPort } from '../virtual-hosts.js';
import { normalizePath } from './normalize.js';

/** What Envoy's HTTP/1 codec takes. */
const METHODS: ReadonlySet<string> = new Set(
  `ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MOVE MSEARCH NOTIFY OPTIONS PATCH
  POST PROPFIND PROPPATCH PURGE PUT REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE`.split(
    /\s+/,
  ),
);
const AUTHORITY = /^[\w\-.~!$&'()*+,;=:@%[\]]*$/;

/** A request as filters and routes see it, or the status with which the connection manager refuses it. */
export type Accepted = { readonly http: HttpRequest; readonly forwardedProto: string } | { readonly refused: string };

/**
 * What the connection manager does to a request before any filter: path and host as configured, `x-forwarded-proto`.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_conn_man/headers
 */
export function acceptRequest(manager: JsonMessage, http: HttpRequest, connection: Connection): Accepted {
  if (!METHODS.has(http.method) && !speaksHttp2(connection)) return { refused: 'http1.codec_error' };
  if (!AUTHORITY.test(http.authority)) return { refused: 'invalid_authority' };
  if (http.path.includes('#')) return { refused: 'path_with_fragment' };
  const path = http.method === 'CONNECT' ? http.path : normalizePath(manager, http.path);
  if (path === undefined) return { refused: 'path_normalization_failed' };
  const forwardedProto = protoOf(manager, http, connection);
  const others = http.headers.filter(([name]) => name !== 'x-forwarded-proto');
  const headers = [...others, ['x-forwarded-proto', forwardedProto] as const];
  const own = connection.tls === 'none' ? 'http' : 'https';
  const scheme = forwardedProto === 'http' || forwardedProto === 'https' ? forwardedProto : own;
  return {
    http: { ...http, path, scheme, authority: hostOf(manager, http.authority, connection), headers },
    forwardedProto,
  };
}

/** Whether the client speaks HTTP/2, as far as its protocols tell. */
function speaksHttp2({ alpn = [] }: Connection): boolean {
  return ['h2', 'h2c', 'istio-h2'].includes(alpn[0] ?? '');
}

/** An edge proxy tells from the connection, others believe the header. */
function protoOf(manager: JsonMessage, http: HttpRequest, connection: Connection): string {
  const own = connection.tls === 'none' ? 'http' : 'https';
  const trusts = manager['useRemoteAddress'] !== true || (numberField(manager, 'xffNumTrustedHops') ?? 0) > 0;
  const given = headerValue(http, 'x-forwarded-proto');
  return trusts && given !== undefined ? given : own;
}

function hostOf(manager: JsonMessage, authority: string, { destination }: Connection): string {
  const dotless = manager['stripTrailingHostDot'] === true ? authority.replace(/\.(?=(:\d+)?$)/, '') : authority;
  if (manager['stripAnyHostPort'] === true) return withoutPort(dotless);
  if (manager['stripMatchingHostPort'] !== true) return dotless;
  return dotless.endsWith(`:${destination.port}`) ? withoutPort(dotless) : dotless;
}
