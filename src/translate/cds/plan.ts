import { type OutboundCluster, outboundClusters } from '../../mesh/cluster-outbound.js';
import { comparedLabels, localityPlan } from '../../mesh/locality.js';
import type { MeshProxy } from '../../mesh/types.js';
import { cached, type SharedState, type Translation } from '../translation.js';

/** The outbound clusters of a scope, as one set of rules shapes them. */
export interface ClusterPlan {
  /** Names the plan in the keys of caches. */
  readonly key: string;
  readonly clusters: readonly OutboundCluster[];
  /** Some endpoints are found by DNS: they are part of their cluster, and ordered for the client's place. */
  readonly namesEndpoints: boolean;
  /** Labels by which these are ordered, beside the locality. */
  readonly comparedLabels: readonly string[];
}

/**
 * The outbound clusters of a proxy, decided once for all proxies of a scope that agree in the labels by which rules
 * select workloads.
 */
export function clusterPlan(t: Translation): ClusterPlan {
  const selected = t.mesh.destinationRules.selectorKeys(t.proxy.namespace).map((key) => t.proxy.labels[key] ?? null);
  const bySni = t.proxy.type === 'router' && t.mesh.gateways.ofRouter(t.proxy).autoPassthrough;
  const key = JSON.stringify([t.scope.key, selected, bySni]);
  return cached(t.shared, 'cluster-plan', key, () => {
    const clusters = t.scope.clusterServices.flatMap((service) => {
      const rule = t.mesh.destinationRules.find(t.proxy, service.hostname, service.namespace);
      const shape = `${identity(t.shared, service)} ${rule ? identity(t.shared, rule) : ''}`;
      // Scopes that see the same service through the same rule share its clusters.
      const plain = cached(t.shared, 'service-clusters', shape, () => outboundClusters(service, rule));
      if (!bySni || service.meshExternal) return plain;
      return [...plain, ...cached(t.shared, 'sni-clusters', shape, () => outboundClusters(service, rule, true))];
    });
    const named = clusters.filter((c) => c.service.resolution.startsWith('dns'));
    const labels = new Set(named.flatMap((c) => comparedLabels(localityPlan(t.mesh.config, c.service, c.policy))));
    return { key, clusters, namesEndpoints: named.length > 0, comparedLabels: [...labels] };
  });
}

/** What of a proxy's place the endpoints depend on that are part of the clusters of a plan; '' if there are none. */
export function placeOfNames({ namesEndpoints, comparedLabels: labels }: ClusterPlan, proxy: MeshProxy): string {
  if (!namesEndpoints) return '';
  if (labels.length === 0) return proxy.locality;
  return JSON.stringify([proxy.locality, labels.map((label) => proxy.topologyLabels[label] ?? null)]);
}

/** A number that stands for an object in the keys of caches. */
export function identity({ identities }: SharedState, object: object): number {
  let number = identities.get(object);
  if (number === undefined) {
    number = identities.size;
    identities.set(object, number);
  }
  return number;
}

/** What of a proxy its outbound clusters depend on. */
export function clientKey(proxy: MeshProxy): string {
  return `${proxy.type} ${proxy.ipv4} ${proxy.ipv6} ${JSON.stringify(proxy.settings.proxyHeaders ?? null)}`;
}
