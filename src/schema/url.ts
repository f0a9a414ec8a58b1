import { isIPv6 } from 'node:net';

/** What rules ask of a URL. */
export interface RequestUrl {
  /** In lower case; empty for a path alone. */
  readonly scheme: string;
}

/**
 * A URL as the API server's CEL takes it: absolute, or a path that begins with a slash; undefined for anything else.
 * https://pkg.go.dev/net/url#ParseRequestURI
 */
export function parseRequestUrl(text: string): RequestUrl | undefined {
  if (text === '' || /[\x00-\x1f\x7f]/.test(text)) return undefined;
  if (text === '*') return { scheme: '' };
  if (text.startsWith(':')) return undefined;
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase() ?? '';
  const question = text.indexOf('?');
  const fragment = text.indexOf('#');
  if (fragment >= 0 && !isEscaped(text.slice(fragment))) return undefined;
  const rest = text.slice(scheme ? scheme.length + 1 : 0, question < 0 ? undefined : question);
  if (!rest.startsWith('/')) return scheme ? { scheme } : undefined;
  if (!scheme || !rest.startsWith('//')) return isEscaped(rest) ? { scheme } : undefined;
  const slash = rest.indexOf('/', 2);
  const authority = rest.slice(2, slash < 0 ? undefined : slash);
  const path = slash < 0 ? '' : rest.slice(slash);
  return isAuthority(authority) && isEscaped(path) ? { scheme } : undefined;
}

/** Does every percent sign begin an escape of two hexadecimal digits? */
function isEscaped(text: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(text);
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const user = authority.slice(0, Math.max(at, 0));
  return /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) && isEscaped(user) && isHost(authority.slice(at + 1));
}

function isHost(host: string): boolean {
  if (host.startsWith('[')) {
    const [, address = '', port = ''] = /^\[(.*)\](.*)$/s.exec(host) ?? [];
    return isAddressOfBrackets(address) && isOptionalPort(port);
  }
  const colon = host.lastIndexOf(':');
  return !host.includes('[') && (colon < 0 || isOptionalPort(host.slice(colon))) && isHostText(host);
}

/** An IPv6 address, with a zone after an escaped percent sign if wanted. */
function isAddressOfBrackets(text: string): boolean {
  const zone = text.indexOf('%25');
  if (zone < 0) return isIPv6(text) && !text.includes('%');
  return isIPv6(text.slice(0, zone)) && zone + 3 < text.length && isEscaped(text.slice(zone));
}

function isOptionalPort(text: string): boolean {
  return /^(:[0-9]*)?$/.test(text);
}

/** Characters of a host; escapes stand for bytes beyond ASCII, or for the percent sign of an IPv6 zone. */
function isHostText(text: string): boolean {
  const plain = text.replace(/%(25|[89A-Fa-f][0-9A-Fa-f])/g, '');
  return /^[A-Za-z0-9!$&'()*+,;=:[\]<>"\-_.~\u0080-\u{10ffff}]*$/u.test(plain);
}
