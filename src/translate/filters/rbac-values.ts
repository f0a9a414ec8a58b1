import { isIP } from 'node:net';
import type { CidrRange, StringMatcher } from '../../xds/types.js';

/*
 * Values of authorization rules as Envoy's matchers.
 * https://istio.io/latest/docs/reference/config/security/authorization-policy/#Rule
 */
const ANYTHING = '.+';

/** `*`, `*suffix`, `prefix*` or the exact text. */
export function textMatcher(value: string): StringMatcher {
  if (value === '*') return { safeRegex: { regex: ANYTHING } };
  if (value.startsWith('*')) return { suffix: value.slice(1) };
  if (value.endsWith('*')) return { prefix: value.slice(0, -1) };
  return { exact: value };
}

/** An identity without its scheme, as in `cluster.local/ns/shop/sa/web`. https://spiffe.io/docs/latest/spiffe-about/spiffe-concepts/ */
export function principalMatcher(value: string): StringMatcher {
  if (value === '*') return { safeRegex: { regex: ANYTHING } };
  if (value.startsWith('*')) return { safeRegex: { regex: `spiffe://.*${quoted(value.slice(1))}` } };
  if (value.endsWith('*')) return { prefix: `spiffe://${value.slice(0, -1)}` };
  return { exact: `spiffe://${value}` };
}

/** Identities in a namespace. */
export function namespaceMatcher(value: string): StringMatcher {
  return { safeRegex: { regex: `.*/ns/${withWildcards(value, '.*')}/.*` } };
}

/** Identities of a service account, given as `namespace/name`. */
export function serviceAccountMatcher(value: string): StringMatcher {
  const slash = value.indexOf('/');
  const [namespace, name] = [value.slice(0, slash), value.slice(slash + 1)];
  return { safeRegex: { regex: `spiffe://.+/ns/${quoted(namespace)}/(.+/|)sa/${quoted(name)}(/.+)?` } };
}

/** Identities of a trust domain. */
export function trustDomainMatcher(value: string): StringMatcher {
  if (value === '*') return { prefix: 'spiffe://' };
  if (!value.includes('*')) return { prefix: `spiffe://${value}/` };
  return { safeRegex: { regex: `spiffe://${withWildcards(value, '[^/]*')}/.*` } };
}

/** An IP or CIDR range; undefined for other text. */
export function cidrRange(value: string): CidrRange | undefined {
  const [addressPrefix = '', length, ...more] = value.split('/');
  const bits = { 4: 32, 6: 128 }[isIP(addressPrefix)];
  const prefixLen = length === undefined ? (bits ?? 0) : /^\d+$/.test(length) ? Number(length) : Number.NaN;
  if (bits === undefined || more.length > 0 || !(prefixLen <= bits)) return undefined;
  return { addressPrefix: canonicalAddress(addressPrefix), prefixLen };
}

/** IPv6 in its shortest spelling; one that stands for an IPv4 address keeps its dots. https://www.rfc-editor.org/rfc/rfc5952 */
function canonicalAddress(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address.toLowerCase();
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** A port number; undefined for other text. */
export function portNumber(value: string): number | undefined {
  return /^\d+$/.test(value) && Number(value) <= 65535 ? Number(value) : undefined;
}

/** Takes a text literally in an RE2 expression. https://pkg.go.dev/regexp#QuoteMeta */
function quoted(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

function withWildcards(text: string, wildcard: string): string {
  return text.split('*').map(quoted).join(wildcard);
}
