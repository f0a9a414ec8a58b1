import type { Severity } from '../model/diagnostic.js';

/** A finding as it is shown: its sentence made, and its place looked up. */
export interface LocatedFinding {
  readonly code: string;
  /** Name of the code, `VirtualServiceUnreachableRule`. */
  readonly name: string;
  readonly severity: Severity;
  readonly message: string;
  readonly explain: string;
  readonly resource?: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
  };
  /** `spec.http[0].match`, '' for the resource as a whole. */
  readonly field: string;
  /** Line and column are 1-based; absent for objects of a cluster. `text` is the source, for a code frame. */
  readonly place?: { readonly file: string; readonly line: number; readonly column: number; readonly text: string };
}
