import { endsThere, isPlainCharacter, type Line, OUTSIDE, type Outside, quotedEnd, quotedText } from './yaml-line.js';
import { resolvePlain } from './yaml-scalars.js';

const [SPACE, COMMA, COLON, HASH] = [32, 44, 58, 35];
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [91, 93, 123, 125];
const MAX_DEPTH = 30;

/** Where a flow collection is being read; `at` is behind what was taken. */
interface Cursor {
  readonly text: string;
  readonly end: number;
  at: number;
}

/** A `[...]` or `{...}` that ends on its line, with nothing behind it but a comment. */
export function parseFlow(line: Line, start: number): unknown | Outside {
  const cursor: Cursor = { text: line.text, end: line.end, at: start };
  const value = parseCollection(cursor, 0);
  return value === OUTSIDE || !endsThere(line.text, cursor.at, line.end) ? OUTSIDE : value;
}

function parseCollection(cursor: Cursor, depth: number): unknown | Outside {
  if (depth > MAX_DEPTH) return OUTSIDE;
  return cursor.text.charCodeAt(cursor.at) === OPEN_LIST ? parseList(cursor, depth) : parseMap(cursor, depth);
}

function parseList(cursor: Cursor, depth: number): unknown | Outside {
  const items: unknown[] = [];
  cursor.at++;
  if (peek(cursor) === CLOSE_LIST) return closed(cursor, items);
  for (;;) {
    const value = parseNode(cursor, depth);
    if (value === OUTSIDE) return OUTSIDE;
    items.push(value);
    const mark = peek(cursor);
    if (mark === CLOSE_LIST) return closed(cursor, items);
    if (mark !== COMMA) return OUTSIDE;
    cursor.at++;
  }
}

function parseMap(cursor: Cursor, depth: number): unknown | Outside {
  const object: Record<string, unknown> = {};
  cursor.at++;
  if (peek(cursor) === CLOSE_MAP) return closed(cursor, object);
  for (;;) {
    const key = parseKey(cursor);
    if (key === OUTSIDE || object[key] !== undefined || key === '__proto__' || key === '<<') return OUTSIDE;
    const value = parseNode(cursor, depth);
    if (value === OUTSIDE) return OUTSIDE;
    object[key] = value;
    const mark = peek(cursor);
    if (mark === CLOSE_MAP) return closed(cursor, object);
    if (mark !== COMMA) return OUTSIDE;
    cursor.at++;
  }
}

function closed<T>(cursor: Cursor, value: T): T {
  cursor.at++;
  return value;
}

/** A key and the colon with a blank behind it. */
function parseKey(cursor: Cursor): string | Outside {
  peek(cursor);
  const key = parseScalar(cursor);
  if (typeof key !== 'string' || cursor.text.charCodeAt(cursor.at) !== COLON) return OUTSIDE;
  if (cursor.text.charCodeAt(cursor.at + 1) !== SPACE) return OUTSIDE;
  cursor.at++;
  return key;
}

function parseNode(cursor: Cursor, depth: number): unknown | Outside {
  const first = peek(cursor);
  return first === OPEN_LIST || first === OPEN_MAP ? parseCollection(cursor, depth + 1) : parseScalar(cursor);
}

/** Skips blanks; the character that follows, NaN at the end of the line. */
function peek(cursor: Cursor): number {
  while (cursor.at < cursor.end && cursor.text.charCodeAt(cursor.at) === SPACE) cursor.at++;
  return cursor.at < cursor.end ? cursor.text.charCodeAt(cursor.at) : Number.NaN;
}

function parseScalar(cursor: Cursor): unknown | Outside {
  const { text, end, at: start } = cursor;
  const first = text.charCodeAt(start);
  if (first === 34 || first === 39) {
    const close = quotedEnd(text, start, end);
    if (close < 0) return OUTSIDE;
    cursor.at = close + 1;
    return quotedText(text, start, close);
  }
  // What a plain scalar may begin with here: letters, digits, and the harmless signs.
  if (!/[A-Za-z0-9/._$~(^<+=]/.test(text.charAt(start))) return OUTSIDE;
  let last = start;
  let at = start;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSE_LIST || code === CLOSE_MAP) break;
    if (code === SPACE) continue;
    if (code === COLON && isSeparator(text, at + 1, end)) break;
    if (code === OPEN_LIST || code === OPEN_MAP || code === HASH || !isPlainCharacter(code)) return OUTSIDE;
    last = at + 1;
  }
  cursor.at = at;
  return last === start || (last < at && text.charCodeAt(at) === COLON)
    ? OUTSIDE
    : resolvePlain(text.slice(start, last));
}

function isSeparator(text: string, at: number, end: number): boolean {
  return at >= end || ' ,[]{}'.includes(text.charAt(at));
}
