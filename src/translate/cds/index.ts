import type { Cluster } from '../../xds/types.js';
import type { Translation } from '../translation.js';

/** Clusters of a proxy. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/cluster/v3/cluster.proto */
export function translateClusters(_t: Translation): readonly Cluster[] {
  return [];
}
