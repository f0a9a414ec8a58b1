import { CLUSTER_DOMAIN } from '../../mesh/mesh-config.js';
import type { AnalysisContext } from '../types.js';

const SERVICE = `.svc.${CLUSTER_DOMAIN}`;

/**
 * What a host is to subsets: `namespace/name` of a service's FQDN, or the host as it is written in the namespace of the
 * resource that writes it. So a host outside the cluster finds only rules of its own namespace.
 */
function subsetHost(host: string, namespace: string): string {
  if (!host.endsWith(SERVICE)) return `${namespace}/${host}`;
  const name = host.slice(0, -SERVICE.length);
  const dot = name.lastIndexOf('.');
  return dot <= 0 || dot === name.length - 1 ? `${namespace}/${host}` : `${name.slice(dot + 1)}/${name.slice(0, dot)}`;
}

/** Subsets of hosts. */
export interface Subsets {
  /** Names that DestinationRules give a host as a resource of this namespace writes it. */
  of(host: string, namespace: string): ReadonlySet<string> | undefined;
}

/** Indexes the subsets of all DestinationRules. */
export function subsets(context: AnalysisContext): Subsets {
  const byHost = new Map<string, Set<string>>();
  for (const { body, metadata } of context.store.list('DestinationRule')) {
    const { host = '', subsets: own = [] } = body.spec ?? {};
    const key = subsetHost(host, metadata.namespace);
    const names = byHost.get(key) ?? new Set();
    for (const { name } of own) if (name) names.add(name);
    byHost.set(key, names);
  }
  // FQDNs mean the same everywhere, and many routes name the same few.
  const ofService = new Map<string, ReadonlySet<string> | undefined>();
  return {
    of(host, namespace) {
      if (!host.endsWith(SERVICE)) return byHost.get(`${namespace}/${host}`);
      if (!ofService.has(host)) ofService.set(host, byHost.get(subsetHost(host, namespace)));
      return ofService.get(host);
    },
  };
}
