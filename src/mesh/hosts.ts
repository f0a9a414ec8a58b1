import { CLUSTER_DOMAIN } from './mesh-config.js';

/** A host as `resolveDestinationHost` has it, in lower case, as hosts of rules are compared. */
export function resolveHost(host: string, namespace: string): string {
  return resolveDestinationHost(host, namespace).toLowerCase();
}

/**
 * A host as a configuration in `namespace` means it: a name without a dot is a service of that namespace, anything else
 * (IPv6 addresses too) is taken as it is. Destinations are asked for by the letter: in other case they are no service.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination
 */
export function resolveDestinationHost(host: string, namespace: string): string {
  return host === '' || host === '*' || /[.:]/.test(host) ? host : `${host}.${namespace}.svc.${CLUSTER_DOMAIN}`;
}

/**
 * How clients of a namespace may call a host: by its FQDN with and without final dot, and by the short forms that DNS
 * knows there. https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
 */
export function namesOf(hostname: string, clientNamespace: string): readonly string[] {
  const names = [hostname, `${hostname}.`];
  const suffix = `.svc.${CLUSTER_DOMAIN}`;
  if (!hostname.endsWith(suffix)) return names;
  const short = hostname.slice(0, -suffix.length);
  const dot = short.indexOf('.');
  if (dot <= 0) return names;
  if (short.slice(dot + 1) === clientNamespace) return [...names, short.slice(0, dot), `${short}.svc`, short];
  return [...names, short, `${short}.svc`];
}

/** An address or name as it stands in front of a port: IPv6 addresses in brackets. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** True for `*` and `*.suffix`. */
export function isWildcard(host: string): boolean {
  return host.startsWith('*');
}

/** Whether every name that `inner` stands for is one that `outer` stands for. Both may be wildcards. */
export function hostCovers(outer: string, inner: string): boolean {
  if (!isWildcard(outer)) return outer === inner;
  const suffix = outer.slice(1);
  if (isWildcard(inner)) return inner.length >= outer.length && inner.slice(1).endsWith(suffix);
  return inner.endsWith(suffix);
}

/** Whether some name fits both hosts. */
export function hostsOverlap(a: string, b: string): boolean {
  return hostCovers(a, b) || hostCovers(b, a);
}

/** Orders hosts by how specific they are: exact ones first, then the longer wildcard. */
export function compareSpecificity(a: string, b: string): number {
  const wild = Number(isWildcard(a)) - Number(isWildcard(b));
  if (wild !== 0) return wild;
  return b.length - a.length || (a < b ? -1 : a > b ? 1 : 0);
}
