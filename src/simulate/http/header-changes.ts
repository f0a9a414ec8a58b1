import type { HeaderChange, Headers } from '../types.js';

/**
 * Headers after the changes of a route, in their order. Values are taken literally: what stands between percent signs, Envoy fills
 * in. https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_conn_man/headers#custom-request-response-headers
 */
export function applyHeaderChanges(headers: Headers, changes: readonly HeaderChange[]): Headers {
  return changes.reduce(applyChange, headers);
}

function applyChange(headers: Headers, { action, name: written, value = '' }: HeaderChange): Headers {
  const name = written.toLowerCase();
  const others = headers.filter(([key]) => key !== name);
  const isThere = others.length < headers.length;
  if (action === 'remove') return others;
  if (action === 'set' || (action === 'setIfPresent' && isThere)) return [...others, [name, value]];
  if (action === 'add' || (action === 'addIfAbsent' && !isThere)) return [...headers, [name, value]];
  return headers;
}
