import { LimitError } from './error.js';

/** What rendering may cost. */
export interface Limits {
  /** Commands, statements, elements visited and, in thirties, characters made. */
  readonly steps: number;
  /** Characters of output, and of any one string on the way. */
  readonly size: number;
  /** Templates that call one another. */
  readonly depth: number;
}

/** More than any injection needs (some thousand steps), little enough to end within a second or two. */
export const DEFAULT_LIMITS: Limits = { steps: 1_000_000, size: 8_000_000, depth: 200 };

/** Counts what a rendering costs and stops it when that is too much. */
export interface Budget {
  readonly limits: Limits;
  /** @throws LimitError when more steps were taken than allowed */
  spend(steps: number): void;
  /** Call it with the length of a text before it is made, or of one that was made; `total` when it is added to a longer one.
   * @throws LimitError when it is too long, or too much was made in all */
  make(length: number, total?: number): void;
}

export function createBudget(limits: Limits): Budget {
  let left = limits.steps;
  const spend = (steps: number): void => {
    left -= steps;
    if (left < 0) throw new LimitError(`rendering takes more than ${limits.steps} steps`);
  };
  const make = (length: number, total = length): void => {
    if (!(total <= limits.size)) throw new LimitError(`a text is longer than ${limits.size} characters`);
    spend(1 + Math.ceil(Math.max(length, 0) / 32));
  };
  return { limits, spend, make };
}
