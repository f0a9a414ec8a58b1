import type { Snapshot } from '../snapshot.js';
import { checkClusters } from './clusters.js';
import { checkFields } from './fields.js';
import type { Finding } from './finding.js';
import { checkListeners } from './listeners.js';
import { checkRoutes } from './routes.js';

export { describeFinding, type Finding } from './finding.js';

/**
 * What is wrong with a snapshot, translated or live: what Envoy would refuse, so that it keeps its old state, and what leads
 * nowhere. The constraints are those of Envoy's API and of its loading of listeners, clusters and filters.
 */
export function checkSnapshot(snapshot: Snapshot): readonly Finding[] {
  return [...checkListeners(snapshot), ...checkClusters(snapshot), ...checkRoutes(snapshot), ...checkFields(snapshot)];
}
