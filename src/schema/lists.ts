import { isObject } from '../model/decode.js';

/**
 * Index of the first entry that has the same values of the key fields as one before it, or -1. An entry that isn't an
 * object is passed over.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export function findRepeated(list: readonly unknown[], keys: readonly string[]): number {
  const seen = new Set<string>();
  for (const [i, entry] of list.entries()) {
    if (!isObject(entry)) continue;
    const key = JSON.stringify(keys.map((name) => entry[name] ?? null));
    if (seen.has(key)) return i;
    seen.add(key);
  }
  return -1;
}
