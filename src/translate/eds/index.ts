import type { Cluster, ClusterLoadAssignment } from '../../xds/types.js';
import type { Translation } from '../translation.js';

/** Endpoints of the clusters that take them from the control plane. */
export function translateEndpoints(_t: Translation, _clusters: readonly Cluster[]): readonly ClusterLoadAssignment[] {
  return [];
}
