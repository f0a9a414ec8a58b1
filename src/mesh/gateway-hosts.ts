import { hostCovers, hostsOverlap } from './hosts.js';

/** A host of a Gateway's server: a name or wildcard, and the namespace that its VirtualServices have to come from, if one. */
export interface ServerHost {
  readonly namespace?: string;
  readonly host: string;
}

/**
 * Hosts of a server as written in a Gateway of namespace `own`. `./` means the own namespace and `*` any; of several
 * slashes the first two parts count.
 * https://istio.io/latest/docs/reference/config/networking/gateway/#Server
 */
export function parseServerHosts(written: readonly string[], own: string): readonly ServerHost[] {
  const hosts = written.map((text): ServerHost => {
    const [prefix, name] = text.split('/');
    if (prefix === undefined || name === undefined) return { host: text };
    return prefix === '*' ? { host: name } : { namespace: prefix === '.' ? own : prefix, host: name };
  });
  // A server for everything is for nothing in particular.
  return written.includes('*/*') ? [{ host: '*' }] : hosts;
}

/** The host as it is told apart from others: with its namespace. */
export function formatServerHost({ namespace, host }: ServerHost): string {
  return namespace === undefined ? host : `${namespace}/${host}`;
}

/** Names that a server answers to in TLS, sorted and once each. */
export function serverNames(hosts: readonly ServerHost[]): readonly string[] {
  return [...new Set(hosts.map((h) => h.host))].sort();
}

/** Hosts of a server that are open to VirtualServices of a namespace, in lower case. */
export function hostsForNamespace(hosts: readonly ServerHost[], namespace: string): readonly string[] {
  return hosts
    .filter((h) => h.namespace === undefined || h.namespace === namespace)
    .map(({ host }) => host.toLowerCase());
}

/** What two lists of hosts have in common: of each pair that overlaps the narrower host, once. */
export function intersectHosts(ours: readonly string[], theirs: readonly string[]): readonly string[] {
  const common = new Set<string>();
  for (const a of ours) {
    for (const b of theirs) {
      if (hostCovers(b, a)) common.add(a);
      else if (hostCovers(a, b)) common.add(b);
    }
  }
  return [...common];
}

/** Whether some name fits a host of each list. */
export function listsOverlap(ours: readonly string[], theirs: readonly string[]): boolean {
  return ours.some((a) => theirs.some((b) => hostsOverlap(a, b)));
}
