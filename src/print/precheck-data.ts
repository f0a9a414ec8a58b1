import type { Row, RowStatus } from '../precheck/types.js';
import { attribute } from './analysis/junit.js';
import { formatJson } from './json.js';

/** The rows and how many there are of each kind, for programs. */
export function formatPrecheckJson(rows: readonly Row[]): string {
  const count = (status: RowStatus) => rows.filter((row) => row.status === status).length;
  const summary = { ok: count('ok'), warning: count('warning'), failed: count('failed'), skipped: count('skipped') };
  return formatJson({ summary, rows });
}

/** JUnit XML: a test case a row, named by its check; failed rows fail, what was not checked is skipped, warnings pass with a note. */
export function formatPrecheckJunit(rows: readonly Row[]): string {
  const count = (status: RowStatus) => rows.filter((row) => row.status === status).length;
  const counts = `tests="${rows.length}" failures="${count('failed')}" errors="0"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="meshwright" ${counts} time="0">
  <testsuite name="meshwright precheck" ${counts} skipped="${count('skipped')}" time="0">
${rows.map(caseOf).join('')}  </testsuite>
</testsuites>
`;
}

function caseOf({ section, check, status, message, hint, code, object }: Row): string {
  const name = [code, check, object].filter(Boolean).join(' ');
  const start = `    <testcase name="${attribute(name)}" classname="${attribute(section)}" time="0"`;
  const said = attribute([message, hint].filter(Boolean).join('; '));
  switch (status) {
    case 'ok':
      return `${start}/>\n`;
    case 'failed':
      return `${start}>\n      <failure message="${attribute(message)}" type="error">${said}</failure>\n    </testcase>\n`;
    case 'skipped':
      return `${start}>\n      <skipped message="${said}"/>\n    </testcase>\n`;
    case 'warning':
      return `${start}>\n      <system-out>${said}</system-out>\n    </testcase>\n`;
  }
}
