import type { TestReport } from '../../testing/report.js';
import type { OriginsOf } from '../simulate.js';
import { formatJson } from './json.js';
import { formatJunit } from './junit.js';
import { formatTap } from './tap.js';
import { formatText } from './text.js';

export const FORMATS = ['text', 'junit', 'json', 'tap'] as const;
export type TestFormat = (typeof FORMATS)[number];

const PRINTERS: Readonly<Record<TestFormat, (report: TestReport, originsOf: OriginsOf) => string>> = {
  text: formatText,
  junit: formatJunit,
  json: formatJson,
  tap: formatTap,
};

/** The report of a run of tests. `originsOf` gives the places of the resources in traces. */
export function formatReport(format: TestFormat, report: TestReport, originsOf: OriginsOf): string {
  return PRINTERS[format](report, originsOf);
}
