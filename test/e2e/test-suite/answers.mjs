// Sends requests of a test to an Envoy, and says what came back in the words of a simulation's outcome.
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** Sends one request through a socket file, over TLS where `tls` says so. */
export function ask(socketPath, { method, url, headers }, tls) {
  const [, authority, rest = ''] = /^https?:\/\/([^/?#]+)(.*)$/.exec(url) ?? [];
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  const flat = [['host', authority], ...headers].flat();
  const options = { socketPath, method, path, setHost: false, agent: false, headers: flat, timeout: 60_000 };
  return new Promise((resolve, reject) => {
    const sent = tls
      ? httpsRequest(
          { ...options, ...tls, rejectUnauthorized: false, servername: authority.replace(/:\d+$/, '') },
          done,
        )
      : httpRequest(options, done);
    function done(answer) {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (text) => {
        body += text;
      });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
      answer.on('error', reject);
    }
    sent.on('timeout', () => sent.destroy(new Error('timeout')));
    sent.on('error', reject);
    sent.end();
  });
}

/** Options of a TLS client with a certificate. */
export const withCertificate = ({ cert, key }) => ({ cert: readFileSync(cert), key: readFileSync(key) });

/** What came back, as an outcome. */
export function outcomeOf({ status, headers, body }) {
  const { location } = headers;
  const details = headers['x-details'];
  const route = headers['x-route'];
  const responseHeaders = Object.entries(headers).map(([name, value]) => ({
    action: 'set',
    name,
    value: String(value),
  }));
  const common = { status, route, responseHeaders, ...(body !== '' && { body }) };
  const policy = /^rbac_access_denied_matched_policy\[(.*)\]$/.exec(details ?? '')?.[1];
  if (policy !== undefined) return { ...common, kind: 'denied', deniedBy: policy };
  if (details?.startsWith('jwt_authn_access_denied')) return { ...common, kind: 'denied' };
  if (details === 'route_not_found') return { ...common, kind: 'not-found' };
  if (details === 'fault_filter_abort') return { ...common, kind: 'answered', fault: { abort: status } };
  if (location !== undefined) return { ...common, kind: 'redirected', location };
  if (!headers['x-echo']) return { ...common, kind: details === 'direct_response' ? 'answered' : `details ${details}` };
  const echo = JSON.parse(headers['x-echo']);
  const expected = headers['x-timeout'];
  return {
    kind: 'forwarded',
    route,
    responseHeaders,
    cluster: headers['x-cluster'],
    path: echo.path,
    authority: echo.authority,
    timeout: expected === undefined || expected === '-' ? 'none' : `${expected}ms`,
    echoed: echo.headers,
  };
}
