import { YamlError } from './yaml-error.js';

/** Values that a document may amount to once every alias is written out. */
const LIMIT = 1_000_000;

/**
 * Refuses a document whose aliases would grow beyond all bounds where it is gone through, or that contains itself. Aliases are
 * shared, so the document itself is small.
 * @throws YamlError
 */
export function rejectLargeAliases(value: unknown): void {
  if (sizeOf(value, new Map(), new Set()) > LIMIT) {
    throw new YamlError('aliases that stand for more than a million values', 1, 1);
  }
}

/** How many values there are in a value, an alias counted wherever it stands. Each object is gone through once. */
function sizeOf(value: unknown, known: Map<object, number>, open: Set<object>): number {
  if (typeof value !== 'object' || value === null) return 1;
  const before = known.get(value);
  if (before !== undefined) return before;
  if (open.has(value)) throw new YamlError('an anchor whose value contains itself', 1, 1);
  open.add(value);
  let size = 1;
  for (const item of Object.values(value)) size += sizeOf(item, known, open);
  open.delete(value);
  known.set(value, size);
  return size;
}
