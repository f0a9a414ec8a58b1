import type { Tree } from './types.js';

/** Keys in order, so that the same values give the same bytes. */
export function sorted(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, sortedValue(value)]),
  );
}

function sortedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedValue);
  return typeof value === 'object' && value !== null ? sorted({ ...value }) : value;
}
