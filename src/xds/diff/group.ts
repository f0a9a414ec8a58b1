import type { Change, ResourceDiff, ResourceType } from './types.js';

/** Changes of one resource that the same proxies have. */
export interface ChangeGroup {
  readonly type: ResourceType;
  readonly name: string;
  readonly changes: readonly Change[];
  /** Names of the proxies, in the order in which they came. */
  readonly proxies: readonly string[];
}

/** Gathers the differences of proxies, so that what many have in common is told once. */
export interface DiffGroups {
  add(proxy: string, diffs: readonly ResourceDiff[]): void;
  /** Groups in the order of their resources. */
  groups(): readonly ChangeGroup[];
}

interface Entry {
  readonly diff: ResourceDiff;
  readonly proxies: number[];
}
interface SharedChange {
  readonly type: ResourceType;
  readonly name: string;
  readonly change: Change;
  readonly proxies: Set<number>;
}

/** Starts with no proxy. */
export function buildDiffGroups(): DiffGroups {
  const names: string[] = [];
  const entries = new Map<ResourceDiff, Entry>();
  return {
    add(proxy, diffs) {
      const index = names.push(proxy) - 1;
      for (const diff of diffs) {
        const entry = entries.get(diff);
        if (entry) entry.proxies.push(index);
        else entries.set(diff, { diff, proxies: [index] });
      }
    },
    groups: () => groupByProxies(shareChanges(entries.values()), names),
  };
}

/** Equal changes of resources with one name become one, whatever else differs between the resources. */
function shareChanges(entries: Iterable<Entry>): readonly SharedChange[] {
  const shared = new Map<string, SharedChange>();
  for (const { diff, proxies } of entries) {
    for (const change of diff.changes) {
      const { kind, path, before, after } = change;
      const key = JSON.stringify([diff.type, diff.name, kind, path, before ?? null, after ?? null]);
      const known = shared.get(key);
      if (!known) shared.set(key, { type: diff.type, name: diff.name, change, proxies: new Set(proxies) });
      else for (const proxy of proxies) known.proxies.add(proxy);
    }
  }
  return [...shared.values()];
}

const ORDER: readonly ResourceType[] = ['listeners', 'routes', 'clusters', 'endpoints'];

function groupByProxies(changes: readonly SharedChange[], names: readonly string[]): readonly ChangeGroup[] {
  const groups = new Map<string, { type: ResourceType; name: string; changes: Change[]; proxies: readonly string[] }>();
  for (const { type, name, change, proxies } of changes) {
    const indices = [...proxies].sort((a, b) => a - b);
    const key = `${type} ${name} ${indices.join()}`;
    const known = groups.get(key);
    if (known) known.changes.push(change);
    else groups.set(key, { type, name, changes: [change], proxies: indices.map((i) => names[i] ?? '') });
  }
  return [...groups.values()].sort(
    (a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}
