import type { Call } from '../cli/command.js';
import type { TestRequest } from '../testing/types.js';
import { type AskedRequest, decodeRequest } from './simulate-request.js';

/**
 * A request of a test as the command line of `simulate` would say it.
 * @throws UserError for a URL or address that is none
 */
export function askedRequest(request: TestRequest, io: Call['io']): AskedRequest {
  const { method, url, tls, tcp, headers, inbound, sni, alpn, principal, sourceIp } = request;
  const asked = decodeRequest({
    io,
    args: url === undefined ? [] : [method, url],
    options: {
      header: headers.map(([name, value]) => `${name}: ${value}`),
      tls: tls === 'tls',
      mtls: tls === 'mtls',
      inbound,
      tcp,
      sni,
      alpn,
      principal,
      sourceIp,
    },
  });
  // An https URL over a connection that somebody else decrypted.
  if (tls !== 'none' || asked.tls === 'none') return asked;
  const { sni: _serverName, ...rest } = asked;
  return { ...rest, tls: 'none' };
}
