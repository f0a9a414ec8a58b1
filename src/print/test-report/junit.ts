import type { ReportedFile, ReportedTest, TestReport } from '../../testing/report.js';
import type { OriginsOf } from '../simulate.js';
import { printableLines } from '../terminal.js';
import { countTests, describeCoverage, describeDifference, describeWay, failedRequests } from './words.js';

/** The report as JUnit XML, which CI systems read. https://github.com/testmoapp/junitxml */
export function formatJunit(report: TestReport, originsOf: OriginsOf): string {
  const { tests, failed } = countTests(report.files);
  const coverage = report.coverage
    ? [`  <system-out>${asXml(describeCoverage(report.coverage).join('\n'))}</system-out>`]
    : [];
  // Only suites may hold output.
  const suites = report.files.map((file, i) => suite(file, i === report.files.length - 1 ? coverage : [], originsOf));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="meshwright" tests="${tests}" failures="${failed}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(file: ReportedFile, more: readonly string[], originsOf: OriginsOf): string {
  const { tests, failed } = countTests([file]);
  return [
    `  <testsuite name="${asXml(file.name)}" tests="${tests}" failures="${failed}" errors="0" skipped="0">`,
    ...file.tests.map((test) => testCase(file.name, test, originsOf)),
    ...more.map((line) => `  ${line}`),
    '  </testsuite>',
  ].join('\n');
}

function testCase(file: string, test: ReportedTest, originsOf: OriginsOf): string {
  const head = `    <testcase name="${asXml(test.name)}" classname="${asXml(file)}" file="${asXml(file)}" line="${test.line}"`;
  if (test.passed) return `${head}/>`;
  const failures = failedRequests(test);
  const message = failures.flatMap((request) => request.differences.map(describeDifference))[0] ?? '';
  const text = failures.flatMap((request) => [
    request.label,
    ...request.differences.map(describeDifference),
    ...describeWay(request, originsOf),
    '',
  ]);
  return [
    `${head}>`,
    `      <failure message="${asXml(message)}">${asXml(text.join('\n'))}</failure>`,
    '    </testcase>',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML has no control characters. */
function asXml(text: string): string {
  return printableLines(text).replace(/[&<>"]/g, (c) => ENTITIES[c] ?? c);
}
