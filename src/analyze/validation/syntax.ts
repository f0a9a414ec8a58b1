import { isIP, isIPv4, isIPv6 } from 'node:net';

/*
 * Syntax that many fields share. Each function says whether a text is well formed; the rules make the sentences.
 * https://istio.io/latest/docs/reference/config/
 */

const LABEL = /^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const WILDCARD_LABEL = /^(\*|(\*-?)?[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?)$/;
/** What nearly all names are: labels in lower case without dashes at their ends, the last beginning with a letter. */
const PLAIN_DOMAIN = /^(?=.{1,255}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)*[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DIGITS = /^[0-9]+$/;

/** RFC 1123 label, upper case allowed, up to 63 characters. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && LABEL.test(text);
}

/** Fully qualified domain name: labels joined by dots, the last not all digits; one dot at the end is fine. */
export function isFqdn(text: string): boolean {
  return PLAIN_DOMAIN.test(text) || (isOfDomainLength(text) && areDomainLabels(text.split('.')));
}

/** An FQDN whose first label may be `*` or begin with `*`; a name of one label may be all digits. */
export function isWildcardDomain(text: string): boolean {
  if (PLAIN_DOMAIN.test(text)) return true;
  if (!isOfDomainLength(text)) return false;
  const [first = '', ...rest] = text.split('.');
  return first.length <= 63 && WILDCARD_LABEL.test(first) && (rest.length === 0 || areDomainLabels(rest));
}

/**
 * The SNI by which gateways of other networks name a cluster of the mesh, `outbound_.80_._.host`, with a subset before the last `_`.
 * https://istio.io/latest/docs/ops/deployment/deployment-models/#multiple-networks
 */
export function isClusterSni(text: string): boolean {
  return text.length <= 255 && /^outbound_\.[0-9]+_\.[^._]*_\.(?=[^a-zA-Z]*[a-zA-Z]).+$/.test(text);
}

function areDomainLabels(labels: readonly string[]): boolean {
  const last = labels.length - 1;
  return labels.every((label, i) => (i < last ? isDnsLabel(label) : label === '' || isTopLevel(label)));
}

function isTopLevel(label: string): boolean {
  return !DIGITS.test(label) && isDnsLabel(label);
}

function isOfDomainLength(text: string): boolean {
  return text.length >= 1 && text.length <= 255;
}

export function isIpAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** `address/bits`. */
export function isCidr(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash < 0) return false;
  const [address, bits] = [text.slice(0, slash), text.slice(slash + 1)];
  if (!/^(0|[1-9][0-9]{0,2})$/.test(bits)) return false;
  return (isIPv4(address) && Number(bits) <= 32) || (isIPv6(address) && !address.includes('%') && Number(bits) <= 128);
}

/** An address, or a CIDR when there is a slash. */
export function isIpOrCidr(text: string): boolean {
  return text.includes('/') ? isCidr(text) : isIpAddress(text);
}

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65535;
}

/** A protocol that Istio knows, in any case; empty means TCP. */
export function isProtocol(text: string): boolean {
  return text === '' || PROTOCOLS.has(text.toLowerCase());
}

/** https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/ */
const PROTOCOLS = new Set([
  'grpc',
  'grpc-web',
  'http',
  'http_proxy',
  'http2',
  'https',
  'tcp',
  'tls',
  'udp',
  'mongo',
  'redis',
  'mysql',
  'hbone',
  'doublehbone',
]);

/** Kubernetes label key: an optional DNS prefix with a slash, and a name of up to 63 characters. */
export function isLabelKey(text: string): boolean {
  const slash = text.indexOf('/');
  const name = text.slice(slash + 1);
  const prefix = slash < 0 ? undefined : text.slice(0, slash);
  if (
    prefix !== undefined &&
    !(prefix.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/i.test(prefix))
  )
    return false;
  return name.length <= 63 && /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(name);
}

export function isLabelValue(text: string): boolean {
  return text.length <= 63 && /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/.test(text);
}

/** A name of RFC 7230's token characters, as HTTP header names are. */
export function isHttpToken(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);
}
