import type { LocatedFinding } from '../../analyze/finding.js';
import { printable } from '../terminal.js';

type Place = NonNullable<LocatedFinding['place']>;

/** Lines shown before and after the one at fault. */
const AROUND = 1;
const DEFAULT_COLUMNS = 120;

/** Offsets at which the lines of a text begin; kept for the text that was asked about last, as findings come file by file. */
export type LineStarts = (text: string) => readonly number[];

/** Line starts of texts, each computed once. */
export function createLineStarts(): LineStarts {
  const known = new Map<string, readonly number[]>();
  return (text) => {
    let starts = known.get(text);
    if (!starts) {
      const found = [0];
      for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) found.push(i + 1);
      starts = found;
      known.set(text, starts);
    }
    return starts;
  };
}

/**
 * The line of a place, those around it and a caret below its column:
 *
 *       11 |   http:
 *     > 12 |   - mtch:
 *          |     ^
 *
 * Source lines are untrusted: they are made printable, and cut to `columns` around the place. Every line ends with a line break; a
 * place outside its text gives ''.
 */
export function formatCodeFrame(place: Place, lineStarts: LineStarts, columns = DEFAULT_COLUMNS): string {
  const starts = lineStarts(place.text);
  if (place.line < 1 || place.line > starts.length || place.text === '') return '';
  const first = Math.max(1, place.line - AROUND);
  const last = Math.min(starts.length, place.line + AROUND);
  const digits = String(last).length;
  const room = Math.max(20, columns - digits - 7);
  const before = visible(lineText(place.text, starts, place.line).slice(0, place.column - 1)).length;
  // A place far to the right is brought into view; all lines move alike.
  const shift = before > room - 10 ? before - Math.floor(room / 2) : 0;
  let frame = '';
  for (let line = first; line <= last; line++) {
    const text = visible(lineText(place.text, starts, line)).slice(shift, shift + room);
    if (line > place.line && text.trim() === '') continue;
    frame += `  ${line === place.line ? '>' : ' '} ${String(line).padStart(digits)} | ${text}`.trimEnd();
    frame += '\n';
    if (line === place.line) frame += `    ${' '.repeat(digits)} | ${' '.repeat(before - shift)}^\n`;
  }
  return frame;
}

/** A line without its break, and no more of it than could be shown. */
function lineText(text: string, starts: readonly number[], line: number): string {
  const start = starts[line - 1] ?? text.length;
  const end = starts[line] ?? text.length;
  return text.slice(start, Math.min(end, start + 10_000)).replace(/\r?\n?$/, '');
}

function visible(text: string): string {
  return printable(text.replaceAll('\t', '  '));
}
