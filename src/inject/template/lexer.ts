import { isAlphanumeric, scanNumber } from './scan.js';
import { type Source, templateError } from './source.js';

/** What the lexer tells apart. Spaces count: `.a .b` are two operands, `.a.b` is one. */
export type TokenKind =
  | 'text'
  | 'open'
  | 'close'
  | 'space'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'comma'
  | 'leftParen'
  | 'rightParen'
  | 'string'
  | 'character'
  | 'number'
  | 'bool'
  | 'nil'
  | 'dot'
  | 'field'
  | 'variable'
  | 'identifier'
  | 'keyword'
  | 'other'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

const KEYWORDS = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with']);
const SPACE = ' \t\r\n';

/** Where the lexer stands in its text. */
interface Cursor {
  readonly source: Source;
  readonly tokens: Token[];
  at: number;
  parens: number;
}

/**
 * Splits a template into tokens as Go's text/template does, with `{{` and `}}` as delimiters.
 * https://pkg.go.dev/text/template#hdr-Text_and_spaces
 * @throws TemplateError where the text can't be read
 */
export function tokenize(source: Source): readonly Token[] {
  const cursor: Cursor = { source, tokens: [], at: 0, parens: 0 };
  while (readText(cursor)) readAction(cursor);
  cursor.tokens.push({ kind: 'end', text: '', at: source.text.length });
  return cursor.tokens;
}

/** Reads up to and with the next `{{`; false when there is none. Comments vanish here. */
function readText(cursor: Cursor): boolean {
  const { text } = cursor.source;
  for (;;) {
    const open = text.indexOf('{{', cursor.at);
    if (open < 0) {
      pushText(cursor, cursor.at, text.length);
      return false;
    }
    const trims = text[open + 2] === '-' && isSpace(text[open + 3]);
    let end = open;
    if (trims) while (end > cursor.at && isSpace(text[end - 1])) end--;
    pushText(cursor, cursor.at, end);
    cursor.at = open + (trims ? 4 : 2);
    if (!text.startsWith('/*', trims ? open + 4 : open + 2)) {
      cursor.tokens.push({ kind: 'open', text: '{{', at: open });
      return true;
    }
    skipComment(cursor, open);
  }
}

function pushText(cursor: Cursor, from: number, to: number): void {
  if (to > from) cursor.tokens.push({ kind: 'text', text: cursor.source.text.slice(from, to), at: from });
}

function skipComment(cursor: Cursor, open: number): void {
  const end = cursor.source.text.indexOf('*/', cursor.at + 2);
  if (end < 0) throw templateError(cursor.source, open, 'the comment is not closed');
  cursor.at = end + 2;
  const length = closeLength(cursor.source.text, cursor.at);
  if (length === 0) throw templateError(cursor.source, cursor.at, 'a comment must be followed by }} at once');
  closeAction(cursor, length);
}

/** Length of `}}` or ` -}}` at an offset, 0 where neither stands. */
function closeLength(text: string, at: number): number {
  if (text.startsWith('}}', at)) return 2;
  return isSpace(text[at]) && text.startsWith('-}}', at + 1) ? 4 : 0;
}

function closeAction(cursor: Cursor, length: number): void {
  const { text } = cursor.source;
  cursor.at += length;
  if (length === 4) while (isSpace(text[cursor.at])) cursor.at++;
}

/** Reads the tokens of one action up to and with `}}`. */
function readAction(cursor: Cursor): void {
  cursor.parens = 0;
  for (;;) {
    const { at } = cursor;
    const length = closeLength(cursor.source.text, at);
    if (length > 0) {
      if (cursor.parens > 0) throw templateError(cursor.source, at, 'a left parenthesis is not closed');
      cursor.tokens.push({ kind: 'close', text: '}}', at });
      closeAction(cursor, length);
      return;
    }
    readToken(cursor);
  }
}

const SINGLE: Readonly<Record<string, TokenKind>> = { '=': 'assign', '|': 'pipe', ',': 'comma' };

function readToken(cursor: Cursor): void {
  const { source, at } = cursor;
  const { text } = source;
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const single = SINGLE[char];
  if (at >= text.length) throw templateError(source, at, 'the action is not closed');
  if (isSpace(char)) readSpace(cursor);
  else if (single) push(cursor, single, at + 1);
  else if (char === ':') {
    if (text[at + 1] !== '=') throw templateError(source, at, '":" must be followed by "="');
    push(cursor, 'declare', at + 2);
  } else if (char === '"' || char === "'") push(cursor, char === '"' ? 'string' : 'character', quotedEnd(source, at));
  else if (char === '`') {
    const end = text.indexOf('`', at + 1);
    if (end < 0) throw templateError(source, at, 'the raw string is not closed');
    push(cursor, 'string', end + 1);
  } else if (char === '(' || char === ')') readParen(cursor, char);
  else if (char === '$' || (char === '.' && !isDigit(text[at + 1]))) readFieldOrVariable(cursor, char === '$');
  else if (char === '.' || char === '+' || char === '-' || isDigit(char)) readNumber(cursor);
  else if (isAlphanumeric(char)) readWord(cursor);
  else if (char > ' ' && char < '\x7f') push(cursor, 'other', at + 1);
  else throw templateError(source, at, `an action can't contain ${JSON.stringify(char)}`);
}

function push(cursor: Cursor, kind: TokenKind, to: number): void {
  cursor.tokens.push({ kind, text: cursor.source.text.slice(cursor.at, to), at: cursor.at });
  cursor.at = to;
}

/** Spaces, but for the last one when it belongs to ` -}}`. */
function readSpace(cursor: Cursor): void {
  const { text } = cursor.source;
  let end = cursor.at;
  while (isSpace(text[end])) end++;
  if (text.startsWith('-}}', end)) end--;
  if (end > cursor.at) push(cursor, 'space', end);
}

function readParen(cursor: Cursor, char: string): void {
  cursor.parens += char === '(' ? 1 : -1;
  if (cursor.parens < 0) throw templateError(cursor.source, cursor.at, 'a right parenthesis too many');
  push(cursor, char === '(' ? 'leftParen' : 'rightParen', cursor.at + 1);
}

function quotedEnd(source: Source, at: number): number {
  const quote = source.text[at];
  for (let i = at + 1; i < source.text.length; i++) {
    const char = source.text[i];
    if (char === quote) return i + 1;
    if (char === '\n' || (char === '\\' && source.text[++i] === '\n')) break;
  }
  throw templateError(source, at, `a ${quote === '"' ? 'string' : 'character'} is not closed`);
}

function wordEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length) {
    const char = String.fromCodePoint(text.codePointAt(end) ?? 0);
    if (!isAlphanumeric(char)) break;
    end += char.length;
  }
  return end;
}

/** A name must be followed by something that ends it. */
function checkTerminated(cursor: Cursor, at: number): void {
  const { text } = cursor.source;
  if (at >= text.length || isSpace(text[at]) || '.,|:)('.includes(text[at] ?? '') || text.startsWith('}}', at)) return;
  throw templateError(cursor.source, at, `${JSON.stringify(text[at])} can't follow a name`);
}

function readFieldOrVariable(cursor: Cursor, variable: boolean): void {
  const end = wordEnd(cursor.source.text, cursor.at + 1);
  checkTerminated(cursor, end);
  push(cursor, variable ? 'variable' : end === cursor.at + 1 ? 'dot' : 'field', end);
}

function readWord(cursor: Cursor): void {
  const end = wordEnd(cursor.source.text, cursor.at);
  const word = cursor.source.text.slice(cursor.at, end);
  checkTerminated(cursor, end);
  if (KEYWORDS.has(word)) push(cursor, 'keyword', end);
  else if (word === 'true' || word === 'false') push(cursor, 'bool', end);
  else push(cursor, word === 'nil' ? 'nil' : 'identifier', end);
}

function readNumber(cursor: Cursor): void {
  const end = scanNumber(cursor.source.text, cursor.at);
  if (end < 0) throw templateError(cursor.source, cursor.at, 'the number is malformed');
  push(cursor, 'number', end);
}

const isSpace = (char: string | undefined): boolean => char !== undefined && char !== '' && SPACE.includes(char);
const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';
