import { revisionLabel } from './names.js';
import { objectId } from './order.js';
import type { InstallPlan, KubeObject } from './types.js';

/** Every object that belongs to a component of some installation has this label. */
const COMPONENT = 'operator.istio.io/component';
const REVISION = 'istio.io/rev';
const TAG = 'istio.io/tag';

/** Selector of the objects of one revision, or of all; those of CRDs and shared accounts have no revision. */
export function ownedSelector(revision: string | undefined): string {
  return revision === undefined ? COMPONENT : `${COMPONENT},${REVISION}=${revisionLabel(revision)}`;
}

export interface PruneInput {
  readonly plan: InstallPlan;
  /** What is to be there. */
  readonly wanted: readonly KubeObject[];
  /** What the cluster has of the revision, by labels. */
  readonly found: readonly KubeObject[];
  /** Ids that the record of this installation has. */
  readonly recorded: ReadonlySet<string>;
  /** Ids that records of others have, of gateways installed on their own for one. */
  readonly others: ReadonlySet<string>;
}

/**
 * What an earlier installation of the same revision had and this one hasn't: never a definition of a kind, another
 * revision's, a revision tag, or what another installation has recorded. One without a control plane only goes by its own
 * record, for it stands beside whatever else the revision has.
 */
export function objectsToPrune({ plan, wanted, found, recorded, others }: PruneInput): readonly KubeObject[] {
  const keep = new Set(wanted.map(objectId));
  const whole = plan.components.some(({ kind }) => kind === 'pilot');
  return found.filter((object) => {
    const id = objectId(object);
    const labels = object.metadata.labels ?? {};
    if (keep.has(id) || others.has(id) || object.kind === 'CustomResourceDefinition') return false;
    if (labels[REVISION] !== revisionLabel(plan.revision) || TAG in labels) return false;
    if (recorded.has(id)) return true;
    return whole && labels['app.kubernetes.io/managed-by'] === 'meshwright';
  });
}
