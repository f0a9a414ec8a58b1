import { parseFlow } from './yaml-flow.js';
import { type Line, OUTSIDE, type Outside, quotedEnd, readPlain, readQuoted } from './yaml-line.js';
import { readLiteral } from './yaml-literal.js';
import { resolvePlain } from './yaml-scalars.js';

/*
 * The YAML that people write for Kubernetes: block mappings and sequences, one line scalars, one line flow collections and
 * literal blocks. It reads that several times quicker than a whole YAML parser. Anything else (anchors, tags, multi-line
 * scalars, complex keys, duplicate keys, tabs, errors) is OUTSIDE: the whole parser reads the document then, and says what
 * is wrong with it. A test holds both to the same values.
 */
const MAX_DEPTH = 100;
const [DASH, COLON, HASH, SPACE, PIPE] = [45, 58, 35, 32, 124];

/** The value of one document, or OUTSIDE when some line of it is not of the plain form. */
export function parseBlockDocument(text: string): unknown | Outside {
  // Carriage returns break lines in places that no line here looks at, such as comments.
  if (text.includes('\r')) return OUTSIDE;
  const line: Line = { text, next: 0, indent: 0, start: 0, end: 0, done: false };
  if (!advance(line)) return OUTSIDE;
  if (line.done) return OUTSIDE;
  const value = parseNode(line, line.indent, 0);
  return value === OUTSIDE || !line.done ? OUTSIDE : value;
}

/** Goes to the next line with content. False for a line that this reader leaves alone. */
function advance(line: Line): boolean {
  const { text } = line;
  let at = line.next;
  while (at < text.length) {
    let start = at;
    while (text.charCodeAt(start) === SPACE) start++;
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    const first = text.charCodeAt(start);
    if (start < end && first !== HASH) {
      line.next = end + 1;
      line.indent = start - at;
      line.start = start;
      line.end = end;
      // Not a tab.
      return first > SPACE;
    }
    at = end + 1;
  }
  line.done = true;
  line.indent = -1;
  return true;
}

function isItem({ text, start, end }: Line): boolean {
  return text.charCodeAt(start) === DASH && (start + 1 === end || text.charCodeAt(start + 1) === SPACE);
}

function parseNode(line: Line, indent: number, depth: number): unknown | Outside {
  if (depth > MAX_DEPTH) return OUTSIDE;
  return isItem(line) ? parseSequence(line, indent, depth) : parseMapping(line, indent, depth);
}

function parseMapping(line: Line, indent: number, depth: number): unknown | Outside {
  const object: Record<string, unknown> = {};
  while (line.indent === indent) {
    const colon = keyEnd(line);
    if (colon < 0) return OUTSIDE;
    const key = readKey(line, colon);
    // What every object inherits counts as a duplicate too: the whole parser sorts that out.
    if (key === OUTSIDE || object[key] !== undefined || key === '__proto__' || key === '<<') return OUTSIDE;
    const value = parseValue(line, colon + 1, indent, depth, true);
    if (value === OUTSIDE) return OUTSIDE;
    object[key] = value;
  }
  return line.indent > indent ? OUTSIDE : object;
}

function parseSequence(line: Line, indent: number, depth: number): unknown | Outside {
  const items: unknown[] = [];
  while (line.indent === indent && isItem(line)) {
    const value = parseItem(line, indent, depth);
    if (value === OUTSIDE) return OUTSIDE;
    items.push(value);
  }
  return line.indent > indent ? OUTSIDE : items;
}

/** An item: a collection that begins behind the dash, or a value like that of a key. */
function parseItem(line: Line, indent: number, depth: number): unknown | Outside {
  const dash = line.start;
  let start = dash + 1;
  while (start < line.end && line.text.charCodeAt(start) === SPACE) start++;
  if (start < line.end && line.text.charCodeAt(start) !== HASH) {
    const column = indent + start - dash;
    const [ownIndent, ownStart] = [line.indent, line.start];
    line.indent = column;
    line.start = start;
    if (isItem(line) || keyEnd(line) >= 0) return parseNode(line, column, depth + 1);
    line.indent = ownIndent;
    line.start = ownStart;
  }
  return parseValue(line, dash + 1, indent, depth, false);
}

/** The value behind a colon or a dash: on the same line, or on the lines below that are indented more. */
function parseValue(line: Line, from: number, indent: number, depth: number, ofKey: boolean): unknown | Outside {
  const { text, end } = line;
  let start = from;
  while (start < end && text.charCodeAt(start) === SPACE) start++;
  if (start === end || text.charCodeAt(start) === HASH) {
    if (start < end && start === from) return OUTSIDE;
    if (!advance(line)) return OUTSIDE;
    if (line.indent > indent) return parseNode(line, line.indent, depth + 1);
    // The items of a key may stand under the key itself.
    return ofKey && line.indent === indent && isItem(line) ? parseSequence(line, indent, depth + 1) : null;
  }
  const first = text.charCodeAt(start);
  const value = first === PIPE ? readLiteral(line, start, indent) : readInline(line, start, first);
  if (value === OUTSIDE || !advance(line)) return OUTSIDE;
  // A line that goes on with this scalar.
  return line.indent > indent ? OUTSIDE : value;
}

function readInline(line: Line, start: number, first: number): unknown | Outside {
  if (first === 34 || first === 39) return readQuoted(line, start);
  if (first === 91 || first === 123) return parseFlow(line, start);
  return readPlain(line, start);
}

/** Offset of the colon that ends the key at the start of a line; -1 when there is no simple key. */
function keyEnd({ text, start, end }: Line): number {
  const first = text.charCodeAt(start);
  if (first === 34 || first === 39) {
    const close = quotedEnd(text, start, end);
    return close > 0 && text.charCodeAt(close + 1) === COLON && endsKey(text, close + 1, end) ? close + 1 : -1;
  }
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === COLON) {
      if (endsKey(text, at, end)) return at === start ? -1 : at;
    } else if (!isKeyCharacter(code)) return -1;
  }
  return -1;
}

function endsKey(text: string, colon: number, end: number): boolean {
  return colon + 1 === end || text.charCodeAt(colon + 1) === SPACE;
}

/** Letters, digits, and `_ . / - $`. */
function isKeyCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 45 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    code === 95 ||
    code === 36
  );
}

function readKey(line: Line, colon: number): string | Outside {
  const first = line.text.charCodeAt(line.start);
  if (first === 34 || first === 39) {
    const key = readQuoted({ ...line, end: colon }, line.start);
    return typeof key === 'string' ? key : OUTSIDE;
  }
  // Its characters are all plain; `on: x` and `1: x` have keys that are no strings.
  const key = line.text.slice(line.start, colon);
  return typeof resolvePlain(key) === 'string' ? key : OUTSIDE;
}
