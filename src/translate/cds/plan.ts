import { type OutboundCluster, outboundClusters } from '../../mesh/cluster-outbound.js';
import type { MeshProxy } from '../../mesh/types.js';
import { cached, type SharedState, type Translation } from '../translation.js';

/**
 * The outbound clusters of a proxy by name, decided once for all proxies of a scope that agree in the labels by which rules
 * select workloads.
 */
export function clusterPlan(t: Translation): ReadonlyMap<string, OutboundCluster> {
  const labels = t.mesh.destinationRules.selectorKeys(t.proxy.namespace).map((key) => t.proxy.labels[key] ?? null);
  return cached(t.shared, 'cluster-plan', JSON.stringify([t.scope.key, labels]), () => {
    const plan = new Map<string, OutboundCluster>();
    for (const service of t.scope.clusterServices) {
      const rule = t.mesh.destinationRules.find(t.proxy, service.hostname, service.namespace);
      const key = `${identity(t.shared, service)} ${rule ? identity(t.shared, rule) : ''}`;
      // Scopes that see the same service through the same rule share its clusters.
      for (const c of cached(t.shared, 'service-clusters', key, () => outboundClusters(service, rule)))
        plan.set(c.name, c);
    }
    return plan;
  });
}

/** A number that stands for an object in the keys of caches. */
export function identity(shared: SharedState, object: object): number {
  const known = cached(shared, 'identities', '', () => new WeakMap<object, number>());
  const number = known.get(object) ?? cached(shared, 'identities', 'next', () => ({ value: 0 })).value++;
  known.set(object, number);
  return number;
}

/** What of a proxy its outbound clusters depend on. */
export function clientKey(proxy: MeshProxy): string {
  return `${proxy.type} ${proxy.ipv4} ${proxy.ipv6} ${JSON.stringify(proxy.settings.proxyHeaders ?? null)}`;
}
