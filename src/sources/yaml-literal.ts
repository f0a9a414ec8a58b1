import { endsThere, isPlainCharacter, type Line, OUTSIDE, type Outside } from './yaml-line.js';

const [SPACE, TAB, MINUS, PLUS] = [32, 9, 45, 43];

/** A literal block (`|`, `|-`, `|+`) whose header is at `start`; the lines below that are indented more than `indent`. */
export function readLiteral(line: Line, start: number, indent: number): string | Outside {
  const { text } = line;
  const sign = text.charCodeAt(start + 1);
  const chomp = sign === MINUS || sign === PLUS ? sign : undefined;
  if (!endsThere(text, start + (chomp ? 2 : 1), line.end)) return OUTSIDE;
  const content = contentIndent(text, line.next);
  if (content <= indent) return OUTSIDE;
  const lines: string[] = [];
  let at = line.next;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    // Without a line break at its end the last line is read differently by different parsers.
    if (end < 0) return OUTSIDE;
    const spaces = countSpaces(text, at, end);
    if (spaces < content && at + spaces < end) break;
    for (let i = at + spaces; i < end; i++) {
      const code = text.charCodeAt(i);
      if (!isPlainCharacter(code) && code !== TAB) return OUTSIDE;
    }
    lines.push(text.slice(Math.min(at + content, end), end));
    at = end + 1;
  }
  line.next = at;
  return chomped(lines, chomp);
}

/** Spaces before the first line with content; -1 when there is none, or blank lines before it are longer. */
function contentIndent(text: string, from: number): number {
  let longest = 0;
  for (let at = from; at < text.length; ) {
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    const spaces = countSpaces(text, at, end);
    if (at + spaces < end) return spaces < longest || text.charCodeAt(at + spaces) === TAB ? -1 : spaces;
    longest = Math.max(longest, spaces);
    at = end + 1;
  }
  return -1;
}

function countSpaces(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) === SPACE) at++;
  return at - from;
}

/** Without a sign one line break stays at the end, with `-` none, with `+` all. */
function chomped(lines: string[], chomp: number | undefined): string {
  if (chomp === PLUS) return `${lines.join('\n')}\n`;
  while (lines.at(-1) === '') lines.pop();
  return chomp === MINUS ? lines.join('\n') : `${lines.join('\n')}\n`;
}
