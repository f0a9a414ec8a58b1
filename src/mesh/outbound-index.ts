import { hostsOverlap } from './hosts.js';
import type { MeshVirtualService } from './types.js';

/** The VirtualServices of a list that speak about a service, in the list's order. */
export interface VirtualServiceIndex {
  of(hostname: string): readonly MeshVirtualService[];
}

/**
 * Indexes VirtualServices with TCP or TLS rules by host: exact hosts by name, wildcards one by one (there are few).
 * A wildcard service is spoken about by all hosts that it covers as well.
 */
export function buildVirtualServiceIndex(virtualServices: readonly MeshVirtualService[]): VirtualServiceIndex {
  const exact = new Map<string, Set<number>>();
  const wildcards: { readonly host: string; readonly index: number }[] = [];
  const relevant = virtualServices.filter(({ resource: { body } }) => body.spec?.tcp?.length || body.spec?.tls?.length);
  for (const [index, { hosts }] of relevant.entries()) {
    for (const host of hosts) {
      if (host.includes('*')) wildcards.push({ host, index });
      else exact.set(host, (exact.get(host) ?? new Set<number>()).add(index));
    }
  }
  return {
    of(hostname) {
      const found = new Set(exact.get(hostname));
      for (const { host, index } of wildcards) if (hostsOverlap(host, hostname)) found.add(index);
      if (hostname.includes('*')) {
        for (const [host, indices] of exact) if (hostsOverlap(host, hostname)) for (const i of indices) found.add(i);
      }
      return [...found].sort((a, b) => a - b).flatMap((index) => relevant[index] ?? []);
    },
  };
}
