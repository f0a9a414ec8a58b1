/** Entries of the table that finds the longest common subsequence; larger lists are paired by place. */
const TABLE_LIMIT = 1_000_000;

/**
 * Pairs the items of two sequences: equal ones in their order, and what lies between two such by place. Items are their texts.
 * @returns index before -> index after, in rising order
 */
export function alignItems(before: readonly string[], after: readonly string[]): ReadonlyMap<number, number> {
  const matches = new Map<number, number>();
  let gap = { i: 0, j: 0 };
  const closeGap = (i: number, j: number) => {
    const size = Math.min(i - gap.i, j - gap.j);
    for (let n = 0; n < size; n++) matches.set(gap.i + n, gap.j + n);
  };
  for (const { i, j } of anchors(before, after)) {
    closeGap(i, j);
    matches.set(i, j);
    gap = { i: i + 1, j: j + 1 };
  }
  closeGap(before.length, after.length);
  return matches;
}

interface Anchor {
  readonly i: number;
  readonly j: number;
}

function anchors(before: readonly string[], after: readonly string[]): readonly Anchor[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let [endI, endJ] = [before.length, after.length];
  while (endI > start && endJ > start && before[endI - 1] === after[endJ - 1]) {
    endI--;
    endJ--;
  }
  const head = Array.from({ length: start }, (_, n) => ({ i: n, j: n }));
  const tail = Array.from({ length: before.length - endI }, (_, n) => ({ i: endI + n, j: endJ + n }));
  const middle = longestCommon(before.slice(start, endI), after.slice(start, endJ));
  return [...head, ...middle.map(({ i, j }) => ({ i: i + start, j: j + start })), ...tail];
}

/** Longest common subsequence by the table of its lengths. */
function longestCommon(a: readonly string[], b: readonly string[]): readonly Anchor[] {
  const width = b.length + 1;
  if (a.length === 0 || b.length === 0 || (a.length + 1) * width > TABLE_LIMIT) return [];
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const found: Anchor[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) found.push({ i: i++, j: j++ });
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return found;
}
