import type { ReportedTest, TestReport } from '../../testing/report.js';
import type { OriginsOf } from '../simulate.js';
import { printable } from '../terminal.js';
import { describeCoverage, describeDifference, describeWay, failedRequests } from './words.js';

/** The report as TAP, version 14. https://testanything.org/tap-version-14-specification.html */
export function formatTap(report: TestReport, originsOf: OriginsOf): string {
  const tests = report.files.flatMap((file) => file.tests.map((test) => ({ file: file.name, test })));
  const lines = tests.flatMap(({ file, test }, i) => [
    `${test.passed ? 'ok' : 'not ok'} ${i + 1} - ${escapeName(test.name)}`,
    ...(test.passed ? [] : diagnosis(file, test, originsOf)),
  ]);
  const coverage = report.coverage ? describeCoverage(report.coverage).map((line) => `# ${line}`) : [];
  return `${['TAP version 14', `1..${tests.length}`, ...lines, ...coverage].join('\n')}\n`;
}

/** A block of YAML; JSON strings are YAML. */
function diagnosis(file: string, test: ReportedTest, originsOf: OriginsOf): readonly string[] {
  const requests = failedRequests(test).flatMap((request) => [
    `    - request: ${JSON.stringify(request.label)}`,
    '      differences:',
    ...request.differences.map((difference) => `        - ${JSON.stringify(describeDifference(difference))}`),
    '      trace:',
    ...describeWay(request, originsOf).map((line) => `        - ${JSON.stringify(line)}`),
  ]);
  return ['  ---', `  at: ${JSON.stringify(`${file}:${test.line}`)}`, '  failures:', ...requests, '  ...'];
}

/** `#` begins a directive. */
function escapeName(name: string): string {
  return printable(name).replace(/[\\#]/g, '\\$&');
}
