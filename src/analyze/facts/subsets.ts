import { CLUSTER_DOMAIN } from '../../mesh/mesh-config.js';
import type { AnalysisContext } from '../types.js';

const SERVICE = `.svc.${CLUSTER_DOMAIN}`;

/**
 * What a host is to subsets: `namespace/name` of a service's FQDN, or the host as it is written in the namespace of the
 * resource that writes it. So a host outside the cluster finds only rules of its own namespace.
 */
export function subsetHost(host: string, namespace: string): string {
  if (!host.endsWith(SERVICE)) return `${namespace}/${host}`;
  const name = host.slice(0, -SERVICE.length);
  const dot = name.lastIndexOf('.');
  return dot <= 0 || dot === name.length - 1 ? `${namespace}/${host}` : `${name.slice(dot + 1)}/${name.slice(0, dot)}`;
}

/** Names of the subsets that DestinationRules give each host. */
export function subsetNames(context: AnalysisContext): ReadonlyMap<string, ReadonlySet<string>> {
  const byHost = new Map<string, Set<string>>();
  for (const { body, metadata } of context.store.list('DestinationRule')) {
    const { host = '', subsets = [] } = body.spec ?? {};
    const key = subsetHost(host, metadata.namespace);
    const names = byHost.get(key) ?? new Set();
    for (const { name } of subsets) if (name) names.add(name);
    byHost.set(key, names);
  }
  return byHost;
}
