import { isMessage, type Json } from '../json.js';
import { alignItems } from './align.js';
import { canonicalText } from './canonical.js';
import type { ListRule } from './lists.js';

interface Item {
  readonly item: Json;
  /** How a path names it. */
  readonly label: string;
}

/** Which items of two lists are the same thing, before and after. */
export interface Pairing {
  readonly pairs: readonly { readonly before: Json; readonly after: Json; readonly label: string }[];
  readonly removed: readonly Item[];
  readonly added: readonly Item[];
  /** Labels in their order, where order counts and isn't the same. */
  readonly reordered?: { readonly before: readonly string[]; readonly after: readonly string[] };
}

interface Where {
  readonly field: string;
  readonly holder: string;
  readonly struct: boolean;
}

/** Finds the partners of the items of two lists: by key where keys tell them apart, else by what they say, else by place. */
export function pairItems(before: readonly Json[], after: readonly Json[], rule: ListRule, where: Where): Pairing {
  const { key, looseKey } = rule;
  const keys = (looseKey && uniqueKeys(before, after, looseKey)) ?? (key && uniqueKeys(before, after, key));
  const texts = (items: readonly Json[]) =>
    items.map((item) => canonicalText(item, where.field, where.holder, where.struct));
  const matches = keys
    ? pairKeys(before, after, keys, rule)
    : rule.ordered
      ? pairSequence(texts(before), texts(after))
      : pairSet(before, after, texts);
  return describe(before, after, matches, keys, rule.ordered);
}

/** Index before -> index after. */
type Matches = ReadonlyMap<number, number>;
interface Keys {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

function uniqueKeys(before: readonly Json[], after: readonly Json[], key: NonNullable<ListRule['key']>) {
  const keysOf = (items: readonly Json[]): readonly string[] | undefined => {
    const keys = items.flatMap((item) => (isMessage(item) ? (key(item) ?? []) : []));
    return keys.length === items.length && new Set(keys).size === keys.length ? keys : undefined;
  };
  const [left, right] = [keysOf(before), keysOf(after)];
  return left && right ? { before: left, after: right } : undefined;
}

/** Equal texts, each used once, the first with the first. */
function pairTexts(before: readonly string[], after: readonly string[]): Map<number, number> {
  const places = groupIndices(after);
  const used = new Map<string, number>();
  const matches = new Map<number, number>();
  for (const [i, text] of before.entries()) {
    const nth = used.get(text) ?? 0;
    const partner = places.get(text)?.[nth];
    if (partner === undefined) continue;
    matches.set(i, partner);
    used.set(text, nth + 1);
  }
  return matches;
}

/** Equal keys; of the others, those of which each side has a single one by the looser key. */
function pairKeys(before: readonly Json[], after: readonly Json[], keys: Keys, { looseKey }: ListRule): Matches {
  const matches = pairTexts(keys.before, keys.after);
  if (!looseKey || (matches.size === before.length && matches.size === after.length)) return matches;
  const taken = new Set(matches.values());
  const loose = (items: readonly Json[], open: (index: number) => boolean) =>
    groupIndices(items.map((item, i) => (open(i) && isMessage(item) ? looseKey(item) : undefined)));
  const right = loose(after, (i) => !taken.has(i));
  for (const [key, [i, ...more]] of loose(before, (index) => !matches.has(index))) {
    const [j, ...others] = right.get(key) ?? [];
    if (i !== undefined && j !== undefined && more.length === 0 && others.length === 0) matches.set(i, j);
  }
  return matches;
}

function groupIndices(keys: readonly (string | undefined)[]): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const [i, key] of keys.entries()) {
    if (key === undefined) continue;
    const known = groups.get(key);
    if (known) known.push(i);
    else groups.set(key, [i]);
  }
  return groups;
}

/** Items without a key: the same ones in another order are a reordering; else what lies between equal ones is paired by place. */
function pairSequence(before: readonly string[], after: readonly string[]): Matches {
  const all = before.length === after.length ? pairTexts(before, after) : undefined;
  return all?.size === before.length ? all : alignItems(before, after);
}

/** Members of a set are there or not; a single message in the place of another is a changed one. */
function pairSet(
  before: readonly Json[],
  after: readonly Json[],
  texts: (items: readonly Json[]) => readonly string[],
): Matches {
  const matches = pairTexts(texts(before), texts(after));
  const taken = new Set(matches.values());
  const [gone, ...moreGone] = [...before.keys()].filter((i) => !matches.has(i));
  const [fresh, ...moreFresh] = [...after.keys()].filter((i) => !taken.has(i));
  const single = gone !== undefined && fresh !== undefined && moreGone.length === 0 && moreFresh.length === 0;
  if (single && isMessage(before[gone]) && isMessage(after[fresh])) matches.set(gone, fresh);
  return matches;
}

function describe(
  before: readonly Json[],
  after: readonly Json[],
  matches: Matches,
  keys: Keys | undefined,
  ordered: boolean,
): Pairing {
  const label = (list: readonly Json[], index: number, own: readonly string[] | undefined) =>
    own?.[index] ?? (ordered || typeof list[index] === 'object' ? String(index) : String(list[index]));
  const taken = new Set(matches.values());
  const found = [...matches].map(([i, j]) => ({ i, j, label: label(before, i, keys?.before) }));
  const moved = ordered && found.some(({ j }, n) => n > 0 && j < (found[n - 1]?.j ?? 0));
  const item = (list: readonly Json[], own: readonly string[] | undefined) => (value: Json, index: number) => ({
    item: value,
    index,
    label: label(list, index, own),
  });
  return {
    pairs: found.map(({ i, j, label: name }) => ({ before: before[i] ?? null, after: after[j] ?? null, label: name })),
    removed: before.map(item(before, keys?.before)).filter(({ index }) => !matches.has(index)),
    added: after.map(item(after, keys?.after)).filter(({ index }) => !taken.has(index)),
    ...(moved && {
      reordered: {
        before: found.map((pair) => pair.label),
        after: [...found].sort((a, b) => a.j - b.j).map((pair) => pair.label),
      },
    }),
  };
}
