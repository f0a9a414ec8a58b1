/**
 * Whether one thing comes before another. Unlike what Array.sort wants, it needn't be a consistent order: names that can't be compared
 * are before nothing.
 */
export type Before<T> = (a: T, b: T) => boolean;

/** How long a stretch is that is sorted by insertion, which keeps equal things in their order. */
const SHORT = 12;
/** From this length on, the pivot is the median of medians. */
const LONG = 50;
/** From this length on, a pivot is chosen with care, and an unlucky stretch is stirred. */
const MIDDLING = 8;

/**
 * A copy in the order in which Go's sort.Slice leaves a slice, which istioctl makes its tables with: pattern-defeating quicksort. Equal
 * things stand in an order of their own when there are more than twelve, and a table that is compared with istioctl's line by line has
 * to have the same.
 * https://pkg.go.dev/sort#Slice, https://arxiv.org/abs/2106.05123
 */
export function inUnstableOrder<T extends NonNullable<unknown>>(things: readonly T[], before: Before<T>): readonly T[] {
  const sorting = new Sorting([...things], before);
  sorting.sort(0, things.length, bitLength(things.length));
  return sorting.things;
}

function bitLength(value: number): number {
  return 32 - Math.clz32(value);
}

/** Stretches are given by their first place and the one after their last. */
class Sorting<T extends NonNullable<unknown>> {
  constructor(
    readonly things: T[],
    private readonly before: Before<T>,
  ) {}

  sort(from: number, to: number, unlucky: number): void {
    let [start, end, chances] = [from, to, unlucky];
    let [balanced, untouched] = [true, true];
    while (end - start > SHORT) {
      if (chances === 0) {
        this.heapSort(start, end);
        return;
      }
      if (!balanced) {
        this.stir(start, end);
        chances--;
      }
      const { pivot, ascending } = this.choosePivot(start, end);
      if (balanced && untouched && ascending && this.almostSorted(start, end)) return;
      if (start > 0 && !this.less(start - 1, pivot)) {
        start = this.splitOffEqual(start, end, pivot);
        continue;
      }
      const { middle, moved } = this.split(start, end, pivot);
      untouched = !moved;
      const [left, right] = [middle - start, end - middle];
      balanced = Math.min(left, right) >= Math.floor((end - start) / 8);
      if (left < right) {
        this.sort(start, middle, chances);
        start = middle + 1;
      } else {
        this.sort(middle + 1, end, chances);
        end = middle;
      }
    }
    for (let i = start + 1; i < end; i++) this.sink(i, start);
  }

  private less(a: number, b: number): boolean {
    const [one, other] = [this.things[a], this.things[b]];
    return one !== undefined && other !== undefined && this.before(one, other);
  }

  private swap(a: number, b: number): void {
    const [one, other] = [this.things[a], this.things[b]];
    if (one === undefined || other === undefined) return;
    this.things[a] = other;
    this.things[b] = one;
  }

  /** Moves a thing to the front until one stands there that is not after it. */
  private sink(at: number, first: number): void {
    for (let i = at; i > first && this.less(i, i - 1); i--) this.swap(i, i - 1);
  }

  /** The place of a median, once the stretch is turned around when it seems to be descending. */
  private choosePivot(start: number, end: number): { pivot: number; ascending: boolean } {
    const length = end - start;
    const quarter = Math.floor(length / 4);
    const probe = { swaps: 0 };
    const places = [1, 2, 3].map((n) => start + quarter * n);
    const medians = length >= LONG ? places.map((at) => this.median([at - 1, at, at + 1], probe)) : places;
    const pivot = length >= MIDDLING ? this.median(medians, probe) : start + quarter * 2;
    if (probe.swaps < 12) return { pivot, ascending: probe.swaps === 0 };
    for (let [i, j] = [start, end - 1]; i < j; i++, j--) this.swap(i, j);
    return { pivot: end - 1 - (pivot - start), ascending: true };
  }

  private median(places: readonly number[], probe: { swaps: number }): number {
    let [a = 0, b = 0, c = 0] = places;
    const exchanged = (x: number, y: number) => {
      const swapped = this.less(y, x);
      if (swapped) probe.swaps++;
      return swapped;
    };
    if (exchanged(a, b)) [a, b] = [b, a];
    if (exchanged(b, c)) [b, c] = [c, b];
    if (exchanged(a, b)) [a, b] = [b, a];
    return b;
  }

  /** Whether a few exchanges were enough to sort a stretch. A short one isn't changed at all. */
  private almostSorted(start: number, end: number): boolean {
    let i = start + 1;
    for (let step = 0; step < 5; step++) {
      while (i < end && !this.less(i, i - 1)) i++;
      if (i === end) return true;
      if (end - start < LONG) return false;
      this.swap(i, i - 1);
      if (i - start >= 2) this.sink(i - 1, 0);
      if (end - i >= 2) for (let j = i + 1; j < end && this.less(j, j - 1); j++) this.swap(j, j - 1);
    }
    return false;
  }

  /** Puts what is before the pivot to its left and the rest to its right. */
  private split(start: number, end: number, pivot: number): { middle: number; moved: boolean } {
    this.swap(start, pivot);
    let [left, right, moved] = [start + 1, end - 1, false];
    for (;;) {
      while (left <= right && this.less(left, start)) left++;
      while (left <= right && !this.less(right, start)) right--;
      if (left > right) break;
      this.swap(left++, right--);
      moved = true;
    }
    this.swap(right, start);
    return { middle: right, moved };
  }

  /** Puts what equals the pivot to the front; nothing is before it. Tells where the rest begins. */
  private splitOffEqual(start: number, end: number, pivot: number): number {
    this.swap(start, pivot);
    let [left, right] = [start + 1, end - 1];
    for (;;) {
      while (left <= right && !this.less(start, left)) left++;
      while (left <= right && this.less(start, right)) right--;
      if (left > right) return left;
      this.swap(left++, right--);
    }
  }

  /** Exchanges three things about the middle for others, always the same of a length. */
  private stir(start: number, end: number): void {
    const length = end - start;
    if (length < MIDDLING) return;
    let random = BigInt(length);
    const mask = BigInt(2 ** bitLength(length) - 1);
    const middle = start + Math.floor(length / 4) * 2 - 1;
    for (let i = 0; i < 3; i++) {
      random ^= BigInt.asUintN(64, random << 13n);
      random ^= random >> 7n;
      random ^= BigInt.asUintN(64, random << 17n);
      const other = Number(random & mask);
      this.swap(middle + i, start + (other >= length ? other - length : other));
    }
  }

  private heapSort(start: number, end: number): void {
    const length = end - start;
    for (let i = Math.floor((length - 1) / 2); i >= 0; i--) this.siftDown(i, length, start);
    for (let i = length - 1; i >= 0; i--) {
      this.swap(start, start + i);
      this.siftDown(0, i, start);
    }
  }

  private siftDown(top: number, length: number, start: number): void {
    for (let root = top; 2 * root + 1 < length; ) {
      let child = 2 * root + 1;
      if (child + 1 < length && this.less(start + child, start + child + 1)) child++;
      if (!this.less(start + root, start + child)) return;
      this.swap(start + root, start + child);
      root = child;
    }
  }
}
