import type { Snapshot } from '../snapshot.js';
import { checkClusters } from './clusters.js';
import { checkFields } from './fields.js';
import type { Finding } from './finding.js';
import { checkListeners } from './listeners.js';
import { withoutMisfits } from './misfits.js';
import { checkRoutes } from './routes.js';

export { describeFinding, type Finding } from './finding.js';

/**
 * What is wrong with a snapshot, translated or live: what Envoy would refuse, so that it keeps its old state, and what leads
 * nowhere. The constraints are those of Envoy's API and of its loading of listeners, clusters and filters.
 */
export function checkSnapshot(snapshot: Snapshot): readonly Finding[] {
  const { findings, rest } = withoutMisfits(snapshot);
  return [...findings, ...checkTranslated(rest)];
}

/** The same for a snapshot whose values are known to have the types of Envoy's API, as translation makes it: this is quicker. */
export function checkTranslated(snapshot: Snapshot): readonly Finding[] {
  return [...checkListeners(snapshot), ...checkClusters(snapshot), ...checkRoutes(snapshot), ...checkFields(snapshot)];
}
