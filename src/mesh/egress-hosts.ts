import { hostCovers, isWildcard } from './hosts.js';

/** One entry of a Sidecar's egress hosts: a namespace (or any) and a host pattern. */
interface EgressHost {
  /** Undefined for `*`. */
  readonly namespace?: string;
  readonly host: string;
}

/** Decides what an egress listener's hosts take. */
export interface EgressHosts {
  /** Whether a service of this name and namespace is taken. */
  takes(hostname: string, namespace: string): boolean;
  /** Whether a VirtualService of this namespace with this host is taken: the pattern and the host overlap. */
  touches(host: string, namespace: string): boolean;
}

/**
 * Decodes `namespace/host` entries for a workload's namespace: `.` is that namespace, `*` any, `~` none.
 * https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener
 */
export function decodeEgressHosts(entries: readonly string[], own: string): EgressHosts {
  const hosts = entries.flatMap((entry): EgressHost[] => {
    const slash = entry.indexOf('/');
    const [namespace, host] = slash < 0 ? ['*', entry] : [entry.slice(0, slash), entry.slice(slash + 1)];
    if (namespace === '~') return [];
    const lower = host.toLowerCase();
    return namespace === '*' ? [{ host: lower }] : [{ host: lower, namespace: namespace === '.' ? own : namespace }];
  });
  const some = (namespace: string, fits: (pattern: string) => boolean) =>
    hosts.some((h) => (h.namespace === undefined || h.namespace === namespace) && fits(h.host));
  return {
    takes: (hostname, namespace) => some(namespace, (pattern) => hostCovers(pattern, hostname)),
    touches: (host, namespace) =>
      some(namespace, (pattern) => hostCovers(pattern, host) || (isWildcard(host) && hostCovers(host, pattern))),
  };
}
