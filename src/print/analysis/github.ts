import type { LocatedFinding } from '../../analyze/finding.js';
import type { Severity } from '../../model/diagnostic.js';
import { printable } from '../terminal.js';
import { originOf, repositoryPath } from './naming.js';

const COMMAND: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * Workflow commands that GitHub Actions shows as annotations at the line.
 * https://docs.github.com/actions/writing-workflows/choosing-what-your-workflow-does/workflow-commands-for-github-actions
 */
export function formatGithub(findings: readonly LocatedFinding[]): string {
  return findings.map(commandOf).join('');
}

function commandOf(finding: LocatedFinding): string {
  const { code, name, severity, message, place } = finding;
  const origin = originOf(finding);
  const properties: [string, string][] = [];
  if (place && place.file !== '-') {
    properties.push(['file', repositoryPath(place.file)], ['line', String(place.line)], ['col', String(place.column)]);
  }
  properties.push(['title', `${code} ${name}`]);
  const list = properties.map(([key, value]) => `${key}=${escapeProperty(value)}`).join(',');
  return `::${COMMAND[severity]} ${list}::${escapeData(origin === undefined ? message : `${origin}: ${message}`)}\n`;
}

function escapeData(text: string): string {
  return printable(text).replaceAll('%', '%25');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
