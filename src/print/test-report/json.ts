import type { TestReport } from '../../testing/report.js';
import { type OriginsOf, traceData } from '../simulate.js';
import { countTests } from './words.js';

/** The report as JSON: all tests, failures with the trace of their requests. */
export function formatJson(report: TestReport, originsOf: OriginsOf): string {
  const { tests, failed, requests } = countTests(report.files);
  const data = {
    summary: { tests, passed: tests - failed, failed, requests },
    files: report.files.map((file) => ({
      name: file.name,
      tests: file.tests.map(({ name, line, passed, requests: results }) => ({
        name,
        line,
        passed,
        requests: results.map(({ label, differences, legs }) => ({
          request: label,
          passed: differences.length === 0,
          ...(differences.length > 0 && {
            differences,
            legs: legs.map(({ proxy, trace }) => ({ proxy, ...traceData(trace, originsOf) })),
          }),
        })),
      })),
    })),
    ...(report.coverage && { coverage: report.coverage }),
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}
