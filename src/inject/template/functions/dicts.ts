import type { Budget } from '../budget.js';
import { ValueError } from '../error.js';
import { any, anyMap, fn, type TemplateFunction, text, variadic } from '../function.js';
import { sortedKeys } from '../print-value.js';
import { textOf } from '../printf.js';
import { ANY_MAP } from '../types.js';
import { dictOf, GoList, GoMap, GoPointer, GoStruct, listOf, stringsOf, typeName, type Value } from '../values.js';
import { isEmpty } from './defaults.js';

/** Keys and values in turn; a key without a value gets an empty text. */
function dict(parts: readonly Value[], budget: Budget): GoMap {
  const entries = new Map<string, Value>();
  for (let i = 0; i < parts.length; i += 2)
    entries.set(textOf(parts[i] ?? null, budget), parts[i + 1] === undefined ? '' : (parts[i + 1] ?? null));
  return new GoMap(ANY_MAP, entries);
}

function set(map: GoMap, key: string, value: Value): GoMap {
  if (map.isNil) throw new ValueError('a nil map takes no entries');
  map.entries.set(key, value);
  return map;
}

/** Adds to a map what it lacks; with `overwrite` the source's values win. Maps in both are merged themselves. */
function mergeInto(target: GoMap, source: GoMap, overwrite: boolean, budget: Budget): void {
  if (target === source) return;
  const put = (key: string, value: Value): void => {
    if (target.type.name !== source.type.name && target.type.elem?.kind !== 'interface') {
      throw new ValueError(`a ${source.type.name} can't be merged into a ${target.type.name}`);
    }
    target.entries.set(key, value);
  };
  for (const [key, value] of source.entries) {
    budget.spend(1);
    const own = target.entries.get(key);
    if (value === null) {
      if (overwrite) put(key, value);
    } else if (value instanceof GoMap && own instanceof GoStruct) {
      throw new ValueError(`a map can't be merged into a ${own.type.name}`);
    } else if (value instanceof GoMap && own instanceof GoMap && !own.isNil) {
      mergeInto(own, value, overwrite, budget);
      if (isEmpty(own)) put(key, value);
    } else if (value instanceof GoList && own !== undefined && own !== null && !isEmpty(own)) {
      if (overwrite) put(key, value);
    } else if (own === undefined || isEmpty(own) || overwrite) put(key, value);
  }
}

function merge(target: GoMap, sources: readonly GoMap[], overwrite: boolean, budget: Budget): GoMap {
  for (const source of sources) {
    if (source.entries.size === 0) continue;
    if (target.isNil) throw new ValueError('a nil map takes no entries');
    mergeInto(target, source, overwrite, budget);
  }
  return target;
}

/** A copy that shares nothing. */
export function deepCopy(value: Value, budget: Budget): Value {
  budget.spend(3);
  if (value instanceof GoList)
    return new GoList(
      value.type,
      value.items.map((item) => deepCopy(item, budget)),
      value.isNil,
    );
  if (value instanceof GoMap) {
    const entries = [...value.entries].map(([key, item]) => [key, deepCopy(item, budget)] as const);
    return new GoMap(value.type, new Map(entries), value.isNil);
  }
  if (value instanceof GoStruct) {
    return new GoStruct(value.type, new Map([...value.fields].map(([name, item]) => [name, deepCopy(item, budget)])));
  }
  if (value instanceof GoPointer && value.target !== undefined) {
    return new GoPointer(value.type, deepCopy(value.target, budget));
  }
  return value;
}

/** Follows keys into maps; the last two arguments are what to give where a key is missing, and the map. */
function dig(parts: readonly Value[]): Value {
  const [map, fallback] = [parts.at(-1), parts.at(-2)];
  if (parts.length < 3 || fallback === undefined) throw new ValueError('a key, a default and a map are expected');
  const keys = parts.slice(0, -2);
  const other = keys.find((key) => typeof key !== 'string');
  if (other !== undefined) throw new ValueError(`${typeName(other)} is no key`);
  let current: Value = map ?? null;
  for (const key of keys.map(String)) {
    if (!(current instanceof GoMap) || current.type.name !== ANY_MAP.name)
      throw new ValueError(`${typeName(current)} is no map`);
    const found: Value | undefined = current.entries.get(key);
    if (found === undefined) return fallback;
    current = found;
  }
  return current;
}

function copyOf(value: Value, budget: Budget): Value {
  if (value === null) throw new ValueError('nil has no copy');
  return deepCopy(value, budget);
}

/** sprig's functions on maps. Keys and values, which Go gives in any order, come in the order of the keys.
 * https://masterminds.github.io/sprig/dicts.html */
export const DICT_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  dict: variadic([], any, (_, parts, { budget }) => dict(parts, budget)),
  get: fn([anyMap, text], ([map, key]) => (map.entries.has(key) ? (map.entries.get(key) ?? null) : '')),
  set: fn([anyMap, text, any], ([map, key, value]) => set(map, key, value)),
  unset: fn([anyMap, text], ([map, key]) => {
    map.entries.delete(key);
    return map;
  }),
  hasKey: fn([anyMap, text], ([map, key]) => map.entries.has(key)),
  pluck: variadic([text], anyMap, ([key], maps) =>
    listOf(maps.filter((map) => map.entries.has(key)).map((map) => map.entries.get(key) ?? null)),
  ),
  keys: variadic([], anyMap, (_, maps) => stringsOf(maps.flatMap(sortedKeys))),
  values: fn([anyMap], ([map]) => listOf(sortedKeys(map).map((key) => map.entries.get(key) ?? null))),
  pick: variadic([anyMap], text, ([map], keys) =>
    dictOf(keys.filter((key) => map.entries.has(key)).map((key) => [key, map.entries.get(key) ?? null] as const)),
  ),
  omit: variadic([anyMap], text, ([map], keys) => dictOf([...map.entries].filter(([key]) => !keys.includes(key)))),
  merge: variadic([anyMap], anyMap, ([map], sources, { budget }) => merge(map, sources, false, budget)),
  mustMerge: variadic([anyMap], anyMap, ([map], sources, { budget }) => merge(map, sources, false, budget)),
  mergeOverwrite: variadic([anyMap], anyMap, ([map], sources, { budget }) => merge(map, sources, true, budget)),
  mustMergeOverwrite: variadic([anyMap], anyMap, ([map], sources, { budget }) => merge(map, sources, true, budget)),
  deepCopy: fn([any], ([value], { budget }) => copyOf(value, budget)),
  mustDeepCopy: fn([any], ([value], { budget }) => copyOf(value, budget)),
  dig: variadic([], any, (_, parts) => dig(parts)),
};
