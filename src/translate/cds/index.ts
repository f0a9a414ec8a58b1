import type { OutboundCluster } from '../../mesh/cluster-outbound.js';
import type { Provenance } from '../../mesh/types.js';
import type { Cluster } from '../../xds/types.js';
import { loadAssignment } from '../eds/assignment.js';
import { cached, madeBy, type Translation } from '../translation.js';
import { inboundClusters } from './inbound.js';
import { outboundCluster } from './outbound.js';
import { clientKey, clusterPlan, identity } from './plan.js';
import { staticClusters } from './static.js';

/**
 * Clusters of a proxy: those of its own workload, those of the services it sees, and the fixed ones.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/cluster/v3/cluster.proto
 */
export function translateClusters(t: Translation): readonly Cluster[] {
  const own = t.proxy.type === 'sidecar' ? inboundClusters(t) : [];
  return [...staticClusters(t), ...own, ...outbound(t)];
}

function outbound(t: Translation): readonly Cluster[] {
  const plan = clusterPlan(t);
  const client = clientKey(t.proxy);
  const place = plan.namesEndpoints ? t.proxy.locality : '';
  return cached(t.shared, 'outbound-lists', `${plan.key} ${client} ${place}`, () => {
    const clusters: Cluster[] = [];
    for (const spec of plan.clusters) {
      const own = spec.service.resolution.startsWith('dns') ? place : '';
      const key = `${identity(t.shared, spec)} ${client} ${own}`;
      const cluster = cached(t.shared, 'outbound-clusters', key, () => makeOutbound(t, spec) ?? NO_CLUSTER);
      if (cluster !== NO_CLUSTER) clusters.push(cluster);
    }
    // Sorted here, once for many proxies: what is in order already costs little to sort again.
    return clusters.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  });
}

/** Remembers that Envoy would refuse the cluster. */
const NO_CLUSTER: Cluster = { name: '' };

function makeOutbound(t: Translation, spec: OutboundCluster): Cluster | undefined {
  const cluster = outboundCluster(
    { mesh: t.mesh, proxy: t.proxy, assignment: (s) => loadAssignment(t, s, { labels: undefined }) },
    spec,
  );
  return cluster && madeBy(t.shared, cluster, ...rulePlaces(spec), { resource: spec.service.resource, path: ['spec'] });
}

/** Where the rule of a cluster was written: the subset, or all that was merged into the rule. */
function rulePlaces({ rule, subset }: OutboundCluster): readonly Provenance[] {
  return (rule?.from ?? []).flatMap((resource): Provenance[] => {
    if (!subset) return [{ resource, path: ['spec'] }];
    const i = resource.body.spec?.subsets?.indexOf(subset) ?? -1;
    return i < 0 ? [] : [{ resource, path: ['spec', 'subsets', i] }];
  });
}
