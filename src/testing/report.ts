import type { Coverage, CoverageItem } from './coverage/types.js';
import type { TestResult } from './types.js';

/** A test that was run, and where it is written. */
export interface ReportedTest extends TestResult {
  readonly passed: boolean;
  /** 1-based. */
  readonly line: number;
}

export interface ReportedFile {
  readonly name: string;
  readonly tests: readonly ReportedTest[];
}

/** A coverage with the places of what is missing, as `file:line`. */
export interface ReportedCoverage extends Omit<Coverage, 'missing'> {
  readonly missing: readonly (Pick<CoverageItem, 'kind' | 'label'> & { readonly place: string })[];
  /** What is asked for at least, in percent. */
  readonly wanted?: number;
}

/** What a run of tests gave. */
export interface TestReport {
  readonly files: readonly ReportedFile[];
  readonly coverage?: ReportedCoverage;
}
