import type { LocatedFinding } from '../../analyze/finding.js';
import type { Severity } from '../../model/diagnostic.js';
import { printable } from '../terminal.js';
import { createLineStarts, formatCodeFrame } from './code-frame.js';
import { originOf, referenceOf } from './naming.js';
import type { FindingOptions } from './types.js';

const WORD: Readonly<Record<Severity, string>> = { error: 'Error', warning: 'Warning', info: 'Info' };
/** SGR parameters: red, yellow, cyan. https://www.ecma-international.org/publications-and-standards/standards/ecma-48/ */
const COLOUR: Readonly<Record<Severity, string>> = { error: '31', warning: '33', info: '36' };

/** The severity as reports spell it: `Error`, `Warning`, `Info`. */
export function severityWord(severity: Severity): string {
  return WORD[severity];
}

/** One line a finding, `Warning [IST0130] (VirtualService search/finder vs.yaml:12) message`, each with its code frame if asked for. */
export function formatText(findings: readonly LocatedFinding[], options: FindingOptions): string {
  const lineStarts = createLineStarts();
  let text = '';
  for (const finding of findings) {
    text += `${formatLine(finding, options.colour)}\n`;
    const frame = options.frame && finding.place ? formatCodeFrame(finding.place, lineStarts, options.columns) : '';
    if (frame) text += `${options.colour ? dim(frame) : frame}\n`;
  }
  return text;
}

function formatLine(finding: LocatedFinding, colour: boolean): string {
  const { severity, code, message } = finding;
  const word = colour ? `\u001b[${COLOUR[severity]}m${WORD[severity]}\u001b[0m` : WORD[severity];
  const [origin, reference] = [originOf(finding), referenceOf(finding)];
  // A configuration that is no object stands nowhere to istioctl: its line is told with the message.
  const apart = finding.resource?.apiVersion === '' && reference !== undefined;
  const where = [origin, ...(apart ? [] : [reference])].filter((part) => part !== undefined).join(' ');
  const text = apart ? `${reference}: ${message}` : message;
  return `${word} [${code}] ${printable(where ? `(${where}) ${text}` : text)}`;
}

function dim(lines: string): string {
  return lines.replace(/^.+$/gm, (line) => `\u001b[2m${line}\u001b[0m`);
}
