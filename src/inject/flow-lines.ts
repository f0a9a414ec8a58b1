/*
 * Templates write maps as `annotations: {` with an entry a line and the closing brace under the key. Go's YAML reader takes that; strict ones want the
 * brace indented more than the key. Put on one line it is the same to all.
 */
const OPENS = /^[ ]*(?:- )?[^\s#'"{}[\]|>&*!%@`][^'"{}[\]#]*:[ ]*[{[][ ]*$/;
/** The last line's end may be missing, but then nothing closes the bracket. */
const BRACKET_LAST = /[{[][ ]*\n/g;
/** The header of a literal or folded text. */
const TEXT_BELOW = /(?:^|[ ])[|>][-+0-9]*[ ]*(?:#.*)?$/;

/** The same YAML with such maps and lists on one line each; texts of several lines stay as they are. */
export function joinFlowLines(text: string): string {
  let out = '';
  let done = 0;
  for (const bracket of text.matchAll(BRACKET_LAST)) {
    const start = text.lastIndexOf('\n', bracket.index) + 1;
    const line = text.slice(start, bracket.index + bracket[0].length - 1);
    if (start < done || !OPENS.test(line) || isInText(text, start)) continue;
    const joined = joinFrom(text, start);
    if (!joined) continue;
    out += text.slice(done, start) + joined.text;
    done = joined.end;
  }
  return done === 0 ? text : out + text.slice(done);
}

/** Whether a line belongs to a literal text: one of the lines that it is indented under says so. */
function isInText(text: string, start: number): boolean {
  let indent = indentAt(text, start);
  for (let at = start; at > 0 && indent > 0; ) {
    const begin = text.lastIndexOf('\n', at - 2) + 1;
    const line = text.slice(begin, at - 1);
    const own = indentAt(text, begin);
    if (line.trim() !== '' && own < indent) {
      if (TEXT_BELOW.test(line)) return true;
      indent = own;
    }
    at = begin;
  }
  return false;
}

function indentAt(text: string, start: number): number {
  let at = start;
  while (text.charAt(at) === ' ') at++;
  return at - start;
}

/** The lines of a collection as one, and where they end; undefined when there is more to it than brackets, quotes and plain words. */
function joinFrom(text: string, start: number): { readonly text: string; readonly end: number } | undefined {
  let depth = 0;
  let joined = '';
  for (let at = start; at < text.length; ) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    const line = text.slice(at, end);
    const change = depthChange(line);
    if (change === undefined) return undefined;
    depth += change;
    joined += at === start ? line.trimEnd() : ` ${line.trim()}`;
    if (depth <= 0) return { text: joined.replace(/,\s*([}\]])\s*$/, '$1'), end };
    at = end + 1;
  }
  return undefined;
}

/** How many more brackets a line opens than it closes; undefined for a line with a comment, or a quote that goes on. */
function depthChange(line: string): number | undefined {
  const plain = !/["'#]/.test(line);
  const rest = plain ? line : line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, '""');
  if (!plain && (/(?:^|\s)#/.test(rest) || /["']/.test(rest.replaceAll('""', '')))) return undefined;
  let depth = 0;
  for (const char of rest) depth += '{['.includes(char) ? 1 : '}]'.includes(char) ? -1 : 0;
  return depth;
}
