import { isIP } from 'node:net';
import type { JsonMessage } from '../../xds/json.js';
import { headerValue } from '../match/headers.js';
import { numberField } from '../match/strings.js';
import type { Connection, HttpRequest } from '../types.js';

/**
 * The address of the client as a connection manager makes it out: an edge proxy takes that of the connection, or what the
 * proxies that it trusts have written; others believe the last entry of `x-forwarded-for`.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_conn_man/headers#x-forwarded-for
 */
export function remoteAddress(manager: JsonMessage, http: HttpRequest, { source }: Connection): string | undefined {
  const hops = numberField(manager, 'xffNumTrustedHops') ?? 0;
  const entries = (headerValue(http, 'x-forwarded-for') ?? '').split(',').map((entry) => entry.trim());
  const isEdge = manager['useRemoteAddress'] === true;
  if (isEdge && hops === 0) return source?.ip;
  // An edge proxy has added the connection's own address behind the entries already.
  const entry = entries.at(isEdge ? -hops : -1 - hops);
  return entry !== undefined && isIP(entry) ? entry : source?.ip;
}
