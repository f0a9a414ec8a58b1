import type { ResourcePlace } from '../types.js';

export const COVERED_KINDS = ['route', 'policy', 'subset'] as const;
export type CoveredKind = (typeof COVERED_KINDS)[number];

/** Something that a test can touch: a rule of a VirtualService or of a policy, a subset of a DestinationRule. */
export interface CoverageItem extends ResourcePlace {
  readonly kind: CoveredKind;
  /** How reports call it, e.g. `VirtualService catalog.shop http[0] testers`. */
  readonly label: string;
}

/** What the tests of a run touched, of all that there is. */
export interface Coverage {
  readonly total: number;
  readonly touched: number;
  /** 0 to 100; 100 where there is nothing to touch. */
  readonly percent: number;
  readonly kinds: readonly { readonly kind: CoveredKind; readonly total: number; readonly touched: number }[];
  readonly missing: readonly CoverageItem[];
}
