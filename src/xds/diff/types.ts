import type { Json } from '../json.js';
import type { Snapshot } from '../snapshot.js';

/** Which list of a snapshot a resource stands in. */
export type ResourceType = keyof Snapshot;

/** One step into a resource: a field, or an item of a list by what tells it from the others (a name, an address, an index). */
export type Step = { readonly field: string } | { readonly item: string };

export type ChangeKind = 'added' | 'removed' | 'changed' | 'reordered';

/** One difference inside a resource, or the resource as a whole where the path is empty. */
export interface Change {
  readonly kind: ChangeKind;
  readonly path: readonly Step[];
  /** What stood there; undefined where something was added. Of a reordering, the labels of the items in their order. */
  readonly before?: Json;
  readonly after?: Json;
  /** The messages around the change on either side, outermost first: their provenance says where it comes from. */
  readonly objects: { readonly before: readonly object[]; readonly after: readonly object[] };
}

/** All differences of one resource that a proxy has before, after, or both. */
export interface ResourceDiff {
  readonly type: ResourceType;
  readonly name: string;
  readonly changes: readonly Change[];
}

/** A path as people write it: `virtualHosts[reviews.default.svc.cluster.local:9080].routes[0].route.timeout`. */
export function formatSteps(path: readonly Step[]): string {
  return path.reduce((text, step) => {
    if ('item' in step) return `${text}[${step.item}]`;
    return text ? `${text}.${step.field}` : step.field;
  }, '');
}
