import { serviceHostname } from './services.js';

/**
 * A host as a configuration in `namespace` writes it: a name without a dot is a service of that namespace, anything else
 * is taken as it is. Lower case, as all hosts are compared.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#VirtualService
 */
export function resolveHost(host: string, namespace: string): string {
  const lower = host.toLowerCase();
  return lower.includes('.') || lower === '*' || lower === '' ? lower : serviceHostname(lower, namespace);
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
  return inner.endsWith(suffix) && (suffix === '' || inner.length > suffix.length);
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
