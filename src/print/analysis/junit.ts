import type { LocatedFinding } from '../../analyze/finding.js';
import { printable } from '../terminal.js';
import { originOf, referenceOf } from './naming.js';
import { severityWord } from './text.js';

/**
 * JUnit XML as CI servers read it: a test case a finding; errors and warnings fail, infos pass with a note. One passing case when there is
 * nothing to report, as an empty suite counts as a failure in places.
 */
export function formatJunit(findings: readonly LocatedFinding[]): string {
  const failures = findings.filter((f) => f.severity !== 'info').length;
  const tests = Math.max(1, findings.length);
  const counts = `tests="${tests}" failures="${failures}" errors="0"`;
  const cases = findings.length > 0 ? findings.map(caseOf).join('') : `    ${openCase('no findings', 'analyze')}/>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="meshwright" ${counts} time="0">
  <testsuite name="meshwright analyze" ${counts} skipped="0" time="0">
${cases}  </testsuite>
</testsuites>
`;
}

function caseOf(finding: LocatedFinding): string {
  const { code, name, severity, message, place, field, explain } = finding;
  const origin = originOf(finding);
  const reference = referenceOf(finding);
  const title = [code, name, origin, field].filter(Boolean).join(' ');
  const details = [reference, message, explain].filter((line) => line !== undefined).join('\n');
  const start = openCase(title, place?.file ?? origin ?? 'analyze');
  if (severity === 'info')
    return `    ${start}>\n      <system-out>${content(details)}</system-out>\n    </testcase>\n`;
  const type = severityWord(severity);
  const failure = `<failure message="${attribute(message)}" type="${type}">${content(details)}</failure>`;
  return `    ${start}>\n      ${failure}\n    </testcase>\n`;
}

function openCase(name: string, group: string): string {
  return `<testcase name="${attribute(name)}" classname="${attribute(group)}" time="0"`;
}

/** Text of the outside as the value of an attribute. */
export function attribute(text: string): string {
  return escapeXml(printable(text));
}

/** Text between tags: its line breaks stay. */
function content(text: string): string {
  return text.split('\n').map(attribute).join('\n');
}

/** Markup is escaped, and what XML 1.0 has no place for is replaced. https://www.w3.org/TR/xml/#charsets */
function escapeXml(text: string): string {
  return text
    .replace(/[\p{Surrogate}\ufffe\uffff]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
