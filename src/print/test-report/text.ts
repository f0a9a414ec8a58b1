import type { ReportedTest, TestReport } from '../../testing/report.js';
import type { OriginsOf } from '../simulate.js';
import { printable } from '../terminal.js';
import { countTests, describeCoverage, describeDifference, describeWay, failedRequests } from './words.js';

/** The report as test runners print it: a line a test, failures with what differs and the way of the request. */
export function formatText(report: TestReport, originsOf: OriginsOf): string {
  const { tests, failed, requests } = countTests(report.files);
  const lines = report.files.flatMap((file) => [
    printable(file.name),
    ...file.tests.flatMap((test) => describeTest(test, file.name, originsOf)),
    '',
  ]);
  const total = `Tests: ${tests - failed} passed, ${failed} failed, ${requests} request${requests === 1 ? '' : 's'}`;
  const coverage = report.coverage ? describeCoverage(report.coverage) : [];
  return `${[...lines, total, ...coverage].join('\n')}\n`;
}

function describeTest(test: ReportedTest, file: string, originsOf: OriginsOf): readonly string[] {
  const several = test.requests.length > 1 ? ` (${test.requests.length} requests)` : '';
  if (test.passed) return [`  ok    ${printable(test.name)}${several}`];
  return [
    `  FAIL  ${printable(`${test.name}${several}  ${file}:${test.line}`)}`,
    ...failedRequests(test).flatMap((request) => [
      `          ${printable(request.label)}`,
      ...request.differences.map((difference) => `          ${printable(describeDifference(difference))}`),
      '',
      ...describeWay(request, originsOf).map((line) => `            ${line}`.trimEnd()),
      '',
    ]),
  ];
}
