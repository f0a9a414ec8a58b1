import type { JsonMessage } from '../../xds/json.js';
import { stringField } from '../match/strings.js';

/** Characters that are written plainly in a path: where they come percent-encoded, they are decoded. */
const PLAIN = /[A-Za-z0-9\-._~]/;
/** Characters that must be percent-encoded. */
const ENCODED = /[\u0001- "<>^`{}|\u007f]/;

/**
 * The path as the connection manager's settings make it; the query stays. Undefined where Envoy refuses the request.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto#envoy-v3-api-field-extensions-filters-network-http-connection-manager-v3-httpconnectionmanager-normalize-path
 */
export function normalizePath(manager: JsonMessage, target: string): string | undefined {
  const end = target.indexOf('?');
  let path = end < 0 ? target : target.slice(0, end);
  const query = end < 0 ? '' : target.slice(end);
  switch (stringField(manager, 'pathWithEscapedSlashesAction')) {
    case 'REJECT_REQUEST':
      if (/%(2f|5c)/i.test(path)) return undefined;
      break;
    case 'UNESCAPE_AND_FORWARD':
    case 'UNESCAPE_AND_REDIRECT':
      path = path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\');
  }
  if (manager['normalizePath'] === true) {
    const canonical = canonicalPath(path);
    if (canonical === undefined) return undefined;
    path = canonical;
  }
  // Of nothing but slashes, the first and the last stay.
  if (manager['mergeSlashes'] === true) path = /^\/{2,}$/.test(path) ? '//' : path.replace(/\/{2,}/g, '/');
  return path + query;
}

/** RFC 3986: dot segments resolved, backslashes as slashes, percent-encoding as it should be. */
function canonicalPath(path: string): string | undefined {
  if (/^\/[A-Za-z0-9\-_~/]*$/.test(path)) return path;
  if (!path.startsWith('/') || path.includes('%00')) return undefined;
  const spelled = path
    .replaceAll('\\', '/')
    .replace(/%([0-9a-fA-F]{2})/g, (text, hex: string) => {
      const plain = String.fromCharCode(Number.parseInt(hex, 16));
      return PLAIN.test(plain) ? plain : text;
    })
    .replace(new RegExp(ENCODED.source, 'g'), (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
  return withoutDots(spelled);
}

function withoutDots(path: string): string {
  const out: string[] = [];
  const segments = path.slice(1).split('/');
  for (const [i, segment] of segments.entries()) {
    const isLast = i === segments.length - 1;
    if (segment === '..') out.pop();
    if (segment !== '.' && segment !== '..') out.push(segment);
    else if (isLast) out.push('');
  }
  return `/${out.join('/')}`;
}
