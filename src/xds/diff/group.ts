import type { Change, ResourceDiff, ResourceType } from './types.js';

/** Changes that the same proxies have, in one resource or in several alike. */
export interface ChangeGroup {
  readonly type: ResourceType;
  /** Names of the resources. */
  readonly names: readonly string[];
  readonly changes: readonly SharedChange[];
  /** Names of the proxies, in the order in which they came. */
  readonly proxies: readonly string[];
}

/** A change, and the messages around it in each of the resources that have it. */
export interface SharedChange extends Omit<Change, 'objects'> {
  readonly objects: readonly Change['objects'][];
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
interface Found {
  readonly type: ResourceType;
  readonly name: string;
  readonly change: Change;
  /** Indices, in rising order. */
  proxies: readonly number[];
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
    groups: () => joinAlike(groupByProxies(uniteChanges(entries.values()), names)),
  };
}

/** Equal changes of resources with one name become one, whatever else differs between the resources. */
function uniteChanges(entries: Iterable<Entry>): readonly Found[] {
  const united = new Map<string, Found>();
  for (const { diff, proxies } of entries) {
    for (const change of diff.changes) {
      const key = `${diff.type} ${diff.name} ${textOf(change)}`;
      const known = united.get(key);
      if (known) known.proxies = [...new Set([...known.proxies, ...proxies])].sort((a, b) => a - b);
      else united.set(key, { type: diff.type, name: diff.name, change, proxies });
    }
  }
  return [...united.values()];
}

function textOf({ kind, path, before, after }: Change): string {
  return JSON.stringify([kind, path, before ?? null, after ?? null]);
}

/** Changes of one resource, that the same proxies have. */
interface Block {
  readonly type: ResourceType;
  readonly name: string;
  readonly changes: Change[];
  /** The same object for the same proxies. */
  readonly proxies: readonly string[];
}

function groupByProxies(changes: readonly Found[], names: readonly string[]): readonly Block[] {
  const blocks = new Map<string, Block>();
  const sets = new Map<string, { readonly id: number; readonly names: readonly string[] }>();
  for (const { type, name, change, proxies } of changes) {
    const indices = proxies.join();
    const known = sets.get(indices) ?? { id: sets.size, names: proxies.map((i) => names[i] ?? '') };
    sets.set(indices, known);
    const key = `${type} ${known.id} ${name}`;
    const block = blocks.get(key);
    if (block) block.changes.push(change);
    else blocks.set(key, { type, name, changes: [change], proxies: known.names });
  }
  return [...blocks.values()];
}

const ORDER: readonly ResourceType[] = ['listeners', 'routes', 'clusters', 'endpoints'];

/** Resources in which the same changed for the same proxies are told together, but not those that came or went as a whole. */
function joinAlike(blocks: readonly Block[]): readonly ChangeGroup[] {
  const sorted = [...blocks].sort(
    (a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
  const ids = new Map<readonly string[], number>();
  const joined = new Map<string, Block[]>();
  for (const block of sorted) {
    const id = ids.get(block.proxies) ?? ids.size;
    ids.set(block.proxies, id);
    const whole = block.changes.some(({ path }) => path.length === 0);
    const key = `${block.type} ${id} ${whole ? block.name : ''} ${block.changes.map(textOf).join()}`;
    const known = joined.get(key);
    if (known) known.push(block);
    else joined.set(key, [block]);
  }
  return [...joined.values()].flatMap((alike) => describeGroup(alike));
}

function describeGroup(alike: readonly Block[]): readonly ChangeGroup[] {
  const [first] = alike;
  if (!first) return [];
  const changes = first.changes.map(({ objects: _, ...change }, i): SharedChange => {
    return { ...change, objects: alike.flatMap((block) => block.changes[i]?.objects ?? []) };
  });
  return [{ type: first.type, names: alike.map(({ name }) => name), changes, proxies: first.proxies }];
}
