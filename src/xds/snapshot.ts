import type { Cluster, ClusterLoadAssignment, Listener, RouteConfiguration } from './types.js';

/**
 * What one proxy has or would get: the four resource types of xDS. Translation makes it, and so does reading a config dump,
 * so every filter, check and printer works on both.
 */
export interface Snapshot {
  readonly listeners: readonly Listener[];
  readonly routes: readonly RouteConfiguration[];
  readonly clusters: readonly Cluster[];
  readonly endpoints: readonly ClusterLoadAssignment[];
}
