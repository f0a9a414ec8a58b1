import { definitionsCheck } from './definitions.js';
import { notChecked } from './findings.js';
import { injectionLabelsCheck } from './labels.js';
import { controlPlanesCheck, leftoversCheck, zipkinCheck } from './leftovers.js';
import { nodesCheck } from './nodes.js';
import { excludedPortsCheck, sidecarPortsCheck, webhookPortCheck } from './ports.js';
import type { ClusterCheck, ClusterFacts, PrecheckOptions, Row } from './types.js';

/** Checks of what is in the cluster, in the order of their rows. */
export const CLUSTER_CHECKS: readonly ClusterCheck[] = [
  definitionsCheck,
  nodesCheck,
  controlPlanesCheck,
  leftoversCheck,
  zipkinCheck,
  webhookPortCheck,
  sidecarPortsCheck,
  excludedPortsCheck,
  injectionLabelsCheck,
];

/** The rows of one check; one row says so where the user may not see what it asks for. */
export function clusterRows(check: ClusterCheck, facts: ClusterFacts, options: PrecheckOptions): readonly Row[] {
  if (check.applies && !check.applies(options)) return [];
  const row = { section: check.section, check: check.name };
  const unseen = check.needs.filter((kind) => facts.hidden.has(kind));
  if (unseen.length > 0) return [{ ...row, status: 'skipped', message: notChecked(check.name, unseen) }];
  return check.rows(facts, options).map((found) => ({ ...row, ...found }));
}

/** Whether anything keeps an installation from working. */
export function hasFailed(rows: readonly Row[]): boolean {
  return rows.some(({ status }) => status === 'failed');
}
