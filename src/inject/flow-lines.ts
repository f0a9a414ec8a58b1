/*
 * Templates write maps as `annotations: {` with an entry a line and the closing brace under the key. Go's YAML reader takes that; strict ones want the
 * brace indented more than the key. Put on one line it is the same to all.
 */
const OPENS = /^[ ]*(?:- )?[^\s#'"{}[\]|>&*!%@`][^'"{}[\]#]*:[ ]*[{[][ ]*$/;
/** The header of a literal or folded text. */
const TEXT_BELOW = /(?:^|[ ])[|>][-+0-9]*[ ]*(?:#.*)?$/;

/** The same YAML with such maps and lists on one line each; texts of several lines stay as they are. */
export function joinFlowLines(text: string): string {
  if (!/[{[][ ]*$/m.test(text)) return text;
  const lines = text.split('\n');
  const out: string[] = [];
  let textIndent: number | undefined;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const indent = line.length - line.trimStart().length;
    if (textIndent !== undefined && (line.trim() === '' || indent > textIndent)) {
      out.push(line);
      continue;
    }
    textIndent = TEXT_BELOW.test(line) ? indent : undefined;
    const joined = OPENS.test(line) ? joinFrom(lines, i) : undefined;
    out.push(joined?.text ?? line);
    i = joined?.last ?? i;
  }
  return out.join('\n');
}

/** The lines of a collection as one, and the last of them; undefined when there is more to it than brackets, quotes and plain words. */
function joinFrom(
  lines: readonly string[],
  first: number,
): { readonly text: string; readonly last: number } | undefined {
  let depth = 0;
  let text = '';
  for (let i = first; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const change = depthChange(line);
    if (change === undefined) return undefined;
    depth += change;
    text += i === first ? line.trimEnd() : ` ${line.trim()}`;
    if (depth <= 0) return { text: text.replace(/,\s*([}\]])\s*$/, '$1'), last: i };
  }
  return undefined;
}

/** How many more brackets a line opens than it closes; undefined for a line with a comment, or a quote that goes on. */
function depthChange(line: string): number | undefined {
  const rest = line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, '""');
  if (/(?:^|\s)#/.test(rest) || /["']/.test(rest.replaceAll('""', ''))) return undefined;
  return (rest.match(/[{[]/g)?.length ?? 0) - (rest.match(/[}\]]/g)?.length ?? 0);
}
