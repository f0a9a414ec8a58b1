import { hostCovers, isWildcard } from './hosts.js';

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

/** Hosts to be compared with many others: exact ones and wildcards apart. */
export interface HostSet {
  readonly exact: ReadonlySet<string>;
  readonly wildcards: readonly string[];
}

/** Hosts of a server; with a namespace only those that are open to VirtualServices of it. */
export function hostSet(hosts: readonly ServerHost[], namespace?: string): HostSet {
  const exact = new Set<string>();
  const wildcards = new Set<string>();
  for (const { namespace: only, host } of hosts) {
    if (namespace !== undefined && only !== undefined && only !== namespace) continue;
    (isWildcard(host) ? wildcards : exact).add(host);
  }
  return { exact, wildcards: [...wildcards] };
}

/**
 * What a server's hosts and those of a VirtualService have in common: of each pair that overlaps the narrower host. Case
 * counts here.
 */
export function intersectHosts({ exact, wildcards }: HostSet, theirs: readonly string[]): readonly string[] {
  const common = new Set<string>();
  for (const host of theirs) {
    if (exact.has(host)) common.add(host);
    for (const wildcard of wildcards) {
      if (hostCovers(host, wildcard)) common.add(wildcard);
      else if (hostCovers(wildcard, host)) common.add(host);
    }
    if (!isWildcard(host)) continue;
    for (const own of exact) if (hostCovers(host, own)) common.add(own);
  }
  return [...common];
}
