import type { VerifyRow } from '../install/verify.js';
import type { FieldDifference } from '../install/verify-fields.js';
import { formatJson } from './json.js';
import { printable } from './terminal.js';

/** Lines about one object beyond this many are counted, not shown. */
const SHOWN = 10;

/** One line an object, one a field that is not as it was applied, and one a pod that is not ready. */
export function formatVerifyRow(
  { object, status, message, differences, details = [] }: VerifyRow,
  colour: boolean,
): string {
  const [mark, sgr] = status === 'ok' ? ['✔', '32'] : ['✘', '31'];
  const shown = colour ? `\u001b[${sgr}m${mark}\u001b[39m` : mark;
  const said = [...differences.map(describeDifference), ...details];
  const lines = said.slice(0, SHOWN).map((line) => `    ${printable(line)}\n`);
  const more = said.length > SHOWN ? `    and ${said.length - SHOWN} more\n` : '';
  return `${shown} ${printable(`${object}: ${message}`)}\n${lines.join('')}${more}`;
}

function describeDifference({ path, wanted, found }: FieldDifference): string {
  return `${path}: applied ${spell(wanted)}, found ${found === undefined ? 'nothing' : spell(found)}`;
}

const LENGTH = 80;

function spell(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LENGTH ? `${text.slice(0, LENGTH)}...` : text;
}

/** All rows for programs. */
export function formatVerifyJson(rows: readonly VerifyRow[]): string {
  const wrong = rows.filter(({ status }) => status !== 'ok').length;
  return formatJson({ summary: { objects: rows.length, wrong }, rows });
}
