import { ValueError } from './error.js';
import { wellFormed } from './text.js';

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([\s\S]))/y;

/** The text of a Go string literal, in `"` or in backquotes. https://go.dev/ref/spec#String_literals
 * @throws ValueError for an escape that Go doesn't know
 */
export function unquote(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith('`')) return wellFormed(inner.replaceAll('\r', ''));
  return inner.includes('\\') ? readEscapes(inner, '"') : wellFormed(inner);
}

/** The code point of a Go character literal.
 * @throws ValueError for more or less than one character
 */
export function unquoteCharacter(literal: string): number {
  const inner = literal.slice(1, -1);
  const byte = /^\\(?:x([\da-fA-F]{2})|([0-7]{3}))$/.exec(inner);
  if (byte) return byte[1] ? Number.parseInt(byte[1], 16) : octal(byte[2] ?? '');
  const points = [...readEscapes(inner, "'")];
  const [first] = points;
  if (points.length !== 1 || first === undefined) throw new ValueError(`${literal} is no character`);
  return first.codePointAt(0) ?? 0;
}

function octal(digits: string): number {
  const value = Number.parseInt(digits, 8);
  if (value > 255) throw new ValueError(`\\${digits} is no byte`);
  return value;
}

/** Escapes can name single bytes, so the text is put together as bytes where it has any of them. */
function readEscapes(text: string, quote: string): string {
  const parts: Buffer[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('\\', at);
    if (next !== at) {
      parts.push(Buffer.from(text.slice(at, next < 0 ? text.length : next), 'utf8'));
      if (next < 0) break;
      at = next;
    }
    ESCAPE.lastIndex = at;
    const match = ESCAPE.exec(text);
    if (!match) throw new ValueError('a string ends with \\');
    parts.push(readEscape(match, quote));
    at = ESCAPE.lastIndex;
  }
  return Buffer.concat(parts).toString('utf8');
}

function readEscape(match: RegExpExecArray, quote: string): Buffer {
  const [whole, hex, short, long, oct, single] = match;
  if (hex !== undefined) return Buffer.from([Number.parseInt(hex, 16)]);
  if (oct !== undefined) return Buffer.from([octal(oct)]);
  const point = short ?? long;
  if (point !== undefined) {
    const code = Number.parseInt(point, 16);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) throw new ValueError(`${whole} is no character`);
    return Buffer.from(String.fromCodePoint(code), 'utf8');
  }
  const char = single === quote ? quote : SIMPLE[single ?? ''];
  if (char === undefined) throw new ValueError(`${whole} is no escape`);
  return Buffer.from(char, 'utf8');
}
