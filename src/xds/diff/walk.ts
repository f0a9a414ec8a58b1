import { isMessage, type Json } from '../json.js';
import { listRule } from './lists.js';
import type { Step } from './types.js';

/** Visits every message inside a value, itself first, with the path by which differences name it. */
export function walkMessages(value: object, visit: (message: object, path: readonly Step[]) => void): void {
  walk(value as Json, [], '', '', visit);
}

function walk(
  value: Json | undefined,
  path: readonly Step[],
  field: string,
  holder: string,
  visit: (message: object, path: readonly Step[]) => void,
): void {
  if (Array.isArray(value)) {
    const labels = labelsOf(value, field, holder);
    for (const [i, item] of value.entries())
      walk(item, [...path, { item: labels[i] ?? String(i) }], field, holder, visit);
  } else if (isMessage(value)) {
    visit(value, path);
    for (const key of Object.keys(value)) walk(value[key], [...path, { field: key }], key, field, visit);
  }
}

/** Keys where they tell all items apart, else indices. */
function labelsOf(list: readonly Json[], field: string, holder: string): readonly string[] {
  const { key, looseKey } = listRule(field, holder);
  for (const own of [looseKey, key]) {
    const keys = list.flatMap((item) => (own && isMessage(item) ? (own(item) ?? []) : []));
    if (keys.length === list.length && new Set(keys).size === list.length) return keys;
  }
  return list.map((_, i) => String(i));
}
