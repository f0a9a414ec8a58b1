import { asJson } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import type { ResourceDiff, ResourceType } from './types.js';
import { compareMessages } from './values.js';

type Named = { readonly name: string } | { readonly clusterName: string };

/** Compares the snapshots of one proxy, before and after. */
export type SnapshotComparer = (before: Snapshot, after: Snapshot) => readonly ResourceDiff[];

const TYPES: readonly ResourceType[] = ['listeners', 'routes', 'clusters', 'endpoints'];
const NONE: readonly ResourceDiff[] = [];

/**
 * A comparer of many proxies' snapshots. Resources that proxies share are compared once, and their difference is the very same object
 * for each proxy, by which it can be grouped.
 * @param types what to compare; everything by default
 */
export function buildComparer(types: readonly ResourceType[] = TYPES): SnapshotComparer {
  const pairs = new WeakMap<object, Map<object, readonly ResourceDiff[]>>();
  const compare: Compare = (type, before, after) => {
    if (before === after) return NONE;
    const key = before ?? after;
    if (!key) return NONE;
    let partners = pairs.get(key);
    if (!partners) {
      partners = new Map();
      pairs.set(key, partners);
    }
    const partner = after ?? ABSENT;
    let found = partners.get(partner);
    if (!found) {
      found = compareResource(type, before, after);
      partners.set(partner, found);
    }
    return found;
  };
  return (before, after) => types.flatMap((type) => compareLists(type, before[type], after[type], compare));
}

/** Stands for the partner that a resource hasn't. */
const ABSENT = {};

type Compare = (type: ResourceType, before: Named | undefined, after: Named | undefined) => readonly ResourceDiff[];

function compareLists(
  type: ResourceType,
  before: readonly Named[],
  after: readonly Named[],
  compare: Compare,
): readonly ResourceDiff[] {
  const found: ResourceDiff[] = [];
  const add = (a: Named | undefined, b: Named | undefined) => {
    const diffs = compare(type, a, b);
    if (diffs.length > 0) found.push(...diffs);
  };
  const [left, right] = [sorted(before), sorted(after)];
  for (let i = 0, j = 0; i < left.length || j < right.length; ) {
    const [a, b] = [left[i], right[j]];
    const [nameA, nameB] = [a && nameOf(a), b && nameOf(b)];
    const takesA = nameA !== undefined && (nameB === undefined || nameA <= nameB);
    const takesB = nameB !== undefined && (nameA === undefined || nameB <= nameA);
    add(takesA ? a : undefined, takesB ? b : undefined);
    if (takesA) i++;
    if (takesB) j++;
  }
  return found;
}

function compareResource(
  type: ResourceType,
  before: Named | undefined,
  after: Named | undefined,
): readonly ResourceDiff[] {
  const name = nameOf(before ?? after ?? { name: '' });
  if (before && after) {
    const changes = compareMessages(before, after);
    return changes.length === 0 ? NONE : [{ type, name, changes }];
  }
  const objects = { before: before ? [before] : [], after: after ? [after] : [] };
  const change = before
    ? { kind: 'removed' as const, path: [], before: asJson(before), objects }
    : { kind: 'added' as const, path: [], after: asJson(after ?? {}), objects };
  return [{ type, name, changes: [change] }];
}

/** By name, as translations are already. */
function sorted(list: readonly Named[]): readonly Named[] {
  for (let i = 1; i < list.length; i++) {
    const [a, b] = [list[i - 1], list[i]];
    if (a && b && nameOf(a) > nameOf(b)) return [...list].sort((x, y) => (nameOf(x) < nameOf(y) ? -1 : 1));
  }
  return list;
}

function nameOf(resource: Named): string {
  return 'name' in resource ? resource.name : resource.clusterName;
}
