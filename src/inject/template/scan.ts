import { ValueError } from './error.js';
import type { NumberLiteral } from './nodes.js';
import { unquoteCharacter } from './unquote.js';

const ALPHANUMERIC = /^[_\p{L}\p{Nd}]$/u;

/** Letters, digits and `_`, as Go's names have them. */
export function isAlphanumeric(char: string): boolean {
  if (char < '\x80') return /^\w$/.test(char);
  return ALPHANUMERIC.test(char);
}

const NUMBER =
  /[+-]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?)/y;

/** End of the number that begins at an offset, or -1 when what stands there is none. Complex numbers are none here. */
export function scanNumber(text: string, at: number): number {
  NUMBER.lastIndex = at;
  if (!NUMBER.test(text)) return -1;
  const end = NUMBER.lastIndex;
  const next = text.codePointAt(end);
  return next !== undefined && isAlphanumeric(String.fromCodePoint(next)) ? -1 : end;
}

/** Longer texts are no numbers that 64 bits hold, and would take long to read. */
const LONGEST = 400;

const GROUPED = /^[+-]?(?:0[xXoObB](?:_?[\da-fA-F])+|\d+(?:_\d+)*)$/;

/** A whole number in Go's syntax (0x, 0o, 0b, leading 0 for octal, `_` between digits); undefined for anything else. */
export function parseInteger(text: string): bigint | undefined {
  if (text.length > LONGEST || !GROUPED.test(text)) return undefined;
  const negative = text.startsWith('-');
  let digits = text.replace(/^[+-]/, '').replaceAll('_', '').toLowerCase();
  if (/^0\d/.test(digits)) digits = `0o${digits.slice(1)}`;
  try {
    const value = BigInt(digits);
    return negative ? -value : value;
  } catch {
    return undefined;
  }
}

/** A float in Go's syntax, hexadecimal ones with it; undefined for anything else. */
export function parseFloatText(text: string): number | undefined {
  const hex = /^([+-]?)0[xX]([\da-fA-F]*)(?:\.([\da-fA-F]*))?[pP]([+-]?\d+)$/.exec(text);
  if (hex) {
    const [, sign, whole = '', fraction = '', exponent = '0'] = hex;
    if (whole + fraction === '') return undefined;
    const value = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
    return sign === '-' ? -value : value;
  }
  if (!/^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/.test(text))
    return undefined;
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) ? value : undefined;
}

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/**
 * A number or character constant as text/template reads it: which Go constants it can stand for.
 * @throws ValueError for one that Go refuses
 */
export function parseNumberLiteral(text: string): NumberLiteral {
  if (text.startsWith("'")) {
    const int = BigInt(unquoteCharacter(text));
    return { text, int, float: Number(int), isFloat: false };
  }
  const int = parseInteger(text);
  if (int !== undefined) {
    if (int > 2n ** 64n - 1n || int < INT64_MIN) throw new ValueError(`${text} overflows an integer`);
    if (int > INT64_MAX) return { text, float: Number(int), isFloat: false };
    return { text, int, float: Number(int), isFloat: false };
  }
  const float = parseFloatText(text);
  const hexInt = /^0[xX]/.test(text) && !/[pP]/.test(text);
  if (float === undefined) throw new ValueError(`${text} is no number`);
  if (!/[.eEpP]/.test(text)) throw new ValueError(`${text} overflows an integer`);
  const whole = Number.isInteger(float) && Math.abs(float) < 2 ** 63;
  return { text, float, isFloat: !hexInt, ...(whole ? { int: BigInt(float) } : {}) };
}
