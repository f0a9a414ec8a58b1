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
  const last = new Map<ResourceType, Walked>();
  return (before, after) =>
    types.flatMap((type) => {
      const walked = compareLists(type, { before: before[type], after: after[type] }, compare, last.get(type));
      last.set(type, walked);
      return walked.diffs;
    });
}

/** Stands for the partner that a resource hasn't. */
const ABSENT = {};

type Compare = (type: ResourceType, before: Named | undefined, after: Named | undefined) => readonly ResourceDiff[];

interface Lists {
  readonly before: readonly Named[];
  readonly after: readonly Named[];
}

/** Lists that were gone through, what was found, and where the resources of both sides at one index are partners and mean the same. */
interface Walked extends Lists {
  readonly diffs: readonly ResourceDiff[];
  readonly same: Uint8Array;
}

/**
 * Goes through both lists by name. Most of what a proxy has, the proxy before had at the same place: looking there is much quicker than
 * looking up what is known of a pair.
 */
function compareLists(type: ResourceType, lists: Lists, compare: Compare, last: Walked | undefined): Walked {
  if (last && lists.before === last.before && lists.after === last.after) return last;
  const diffs: ResourceDiff[] = [];
  const [left, right] = [sorted(lists.before, last?.before), sorted(lists.after, last?.after)];
  const same = new Uint8Array(left.length);
  for (let i = 0, j = 0; i < left.length || j < right.length; ) {
    const [a, b] = [left[i], right[j]];
    if (last && i === j && last.same[i] === 1 && a === last.before[i] && b === last.after[i]) {
      same[i] = 1;
      i++;
      j++;
      continue;
    }
    const [nameA, nameB] = [a && nameOf(a), b && nameOf(b)];
    const takesA = nameA !== undefined && (nameB === undefined || nameA <= nameB);
    const takesB = nameB !== undefined && (nameA === undefined || nameB <= nameA);
    const found = compare(type, takesA ? a : undefined, takesB ? b : undefined);
    if (found.length > 0) diffs.push(...found);
    else if (i === j && takesA && takesB) same[i] = 1;
    if (takesA) i++;
    if (takesB) j++;
  }
  return { before: left, after: right, diffs, same };
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

/** By name, as translations are already. What the last list had at the same place needs no second look. */
function sorted(list: readonly Named[], last: readonly Named[] = []): readonly Named[] {
  for (let i = 1; i < list.length; i++) {
    const [a, b] = [list[i - 1], list[i]];
    if (!a || !b || (a === last[i - 1] && b === last[i])) continue;
    if (nameOf(a) > nameOf(b)) return [...list].sort((x, y) => (nameOf(x) < nameOf(y) ? -1 : 1));
  }
  return list;
}

function nameOf(resource: Named): string {
  return 'name' in resource ? resource.name : resource.clusterName;
}
