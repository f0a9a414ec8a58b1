import type { OutboundCluster } from '../../mesh/cluster-outbound.js';
import type { MeshDestinationRule, Provenance } from '../../mesh/types.js';
import type { Cluster } from '../../xds/types.js';
import { loadAssignment } from '../eds/assignment.js';
import { cached, cachedByObject, madeBy, type Translation } from '../translation.js';
import { inboundClusters } from './inbound.js';
import { outboundCluster } from './outbound.js';
import { clientKey, clusterPlan, placeOfNames } from './plan.js';
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
  const place = placeOfNames(plan, t.proxy);
  return cached(t.shared, 'outbound-lists', `${plan.key} ${client} ${place}`, () => {
    const clusters: Cluster[] = [];
    const anywhere = cachedByObject<Cluster>(t.shared, `outbound-clusters ${client}`);
    const here = place === '' ? anywhere : cachedByObject<Cluster>(t.shared, `outbound-clusters ${client} ${place}`);
    for (const spec of plan.clusters) {
      const known = spec.service.resolution.startsWith('dns') ? here : anywhere;
      let cluster = known.get(spec);
      if (!cluster) {
        cluster = makeOutbound(t, spec) ?? NO_CLUSTER;
        known.set(spec, cluster);
      }
      if (cluster !== NO_CLUSTER) clusters.push(cluster);
    }
    // Sorted here, once for many proxies: what is in order already costs little to sort again.
    return clusters.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  });
}

/** Remembers that Envoy would refuse the cluster. */
const NO_CLUSTER: Cluster = { name: '' };

function makeOutbound(t: Translation, spec: OutboundCluster): Cluster | undefined {
  const cluster = outboundCluster({ mesh: t.mesh, proxy: t.proxy, assignment: (s) => loadAssignment(t, s, {}) }, spec);
  if (!cluster) return undefined;
  const from: Provenance[] = [];
  for (const resource of spec.rule?.from ?? []) addRulePlace(from, resource, spec.subset);
  from.push({ resource: spec.service.resource, path: SPEC });
  return madeBy(t.shared, cluster, ...from);
}

const SPEC = ['spec'];

/** Where the rule of a cluster was written: the subset, or all that was merged into the rule. */
function addRulePlace(
  from: Provenance[],
  resource: MeshDestinationRule['resource'],
  subset: OutboundCluster['subset'],
) {
  if (!subset) {
    from.push({ resource, path: SPEC });
    return;
  }
  const i = resource.body.spec?.subsets?.indexOf(subset) ?? -1;
  if (i >= 0) from.push({ resource, path: ['spec', 'subsets', i] });
}
