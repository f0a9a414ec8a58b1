import { asJson, type JsonMessage, present } from './json.js';
import type { Cluster, ClusterLoadAssignment } from './types.js';

/** Clusters with their EDS assignment inlined; a cluster without one gets an empty assignment. Other types stay as they are. */
export function inlineEndpoints(
  clusters: readonly Cluster[],
  endpoints: readonly ClusterLoadAssignment[],
): readonly JsonMessage[] {
  const assignments = new Map(endpoints.map((assignment) => [assignment.clusterName, assignment]));
  return clusters.map((cluster) => {
    if (cluster.type !== 'EDS') return asJson(cluster);
    const service = cluster.edsClusterConfig?.['serviceName'];
    const name = typeof service === 'string' && service !== '' ? service : cluster.name;
    const assignment = assignments.get(name) ?? { clusterName: name };
    return asJson(
      present({
        ...cluster,
        type: hasHostnames(assignment) ? 'STRICT_DNS' : 'STATIC',
        edsClusterConfig: undefined,
        loadAssignment: assignment,
      }),
    );
  });
}

/** STATIC clusters take IP addresses only; EDS takes names too where a resolver is set. */
function hasHostnames(assignment: ClusterLoadAssignment): boolean {
  const addresses = (assignment.endpoints ?? []).flatMap((locality) =>
    (locality.lbEndpoints ?? []).map((e) => e.endpoint?.address?.socketAddress?.address),
  );
  return addresses.some((address) => address !== undefined && !/^[\d.]+$|:/.test(address));
}
