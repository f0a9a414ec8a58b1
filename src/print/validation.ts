import type { LocatedFinding } from '../analyze/finding.js';
import type { Severity } from '../model/diagnostic.js';
import { printable } from './terminal.js';

/** One finding with how it names its object. */
export interface LabelledFinding extends LocatedFinding {
  readonly label: string;
}

/** SGR parameters: red, yellow, cyan. */
const COLOUR: Readonly<Record<Severity, string>> = { error: '31', warning: '33', info: '36' };
const WORD: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** One line a finding: `FILE:LINE:COLUMN: error: Kind/namespace/name: field: what is wrong [CODE]`. */
export function formatValidation(findings: readonly LabelledFinding[], colour: boolean): string {
  return findings.map((finding) => `${formatLine(finding, colour)}\n`).join('');
}

function formatLine({ place, severity, label, field, message, code }: LabelledFinding, colour: boolean): string {
  const at = place ? `${printable(place.file)}:${place.line}:${place.column}: ` : '';
  const word = colour ? `\u001b[${COLOUR[severity]}m${WORD[severity]}\u001b[39m` : WORD[severity];
  const parts = [label, field, message].filter(Boolean).map(printable);
  return `${at}${word}: ${parts.join(': ')} [${code}]`;
}

/** The verdict on one file, `in.yaml: valid` or `in.yaml: 2 errors, 1 warning`. */
export function formatVerdict(name: string, findings: readonly LabelledFinding[]): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const errors = count('error');
  const warnings = count('warning');
  const verdict = errors > 0 ? plural(errors, 'error') : 'valid';
  const more = warnings > 0 ? `, ${plural(warnings, 'warning')}` : '';
  return `${printable(name === '-' ? 'standard input' : name)}: ${verdict}${more}\n`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
