/**
 * Go's strings are bytes: what they count, cut and compare are UTF-8 bytes. Here they are JavaScript strings; what a
 * cut leaves of a broken character becomes U+FFFD, as it would once the text is written as JSON or YAML.
 */

const ASCII = /^[\x00-\x7f]*$/;

export const isAscii = (text: string): boolean => ASCII.test(text);

/** Replaces halves of surrogate pairs, which no UTF-8 text has. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');

/** Length in bytes. */
export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8');

/** The bytes from `from` to before `to`; both must be within the text. */
export function sliceBytes(text: string, from: number, to: number): string {
  if (isAscii(text)) return text.slice(from, to);
  return decodeBytes(Buffer.from(text, 'utf8').subarray(from, to));
}

/** The text of bytes: each byte that belongs to no character becomes one U+FFFD, as Go's conversion to runes does. */
export function decodeBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  const quick = buffer.toString('utf8');
  if (!quick.includes('\ufffd')) return quick;
  let text = '';
  for (let at = 0; at < buffer.length; ) {
    const length = sequenceLength(buffer[at] ?? 0);
    const piece = buffer.subarray(at, at + length);
    const char = piece.toString('utf8');
    const whole = piece.length === length && (char !== '\ufffd' || piece.equals(REPLACEMENT));
    text += whole && [...char].length === 1 ? char : '\ufffd';
    at += whole && [...char].length === 1 ? length : 1;
  }
  return text;
}

const REPLACEMENT = Buffer.from('\ufffd', 'utf8');

const sequenceLength = (lead: number): number =>
  lead < 0x80 ? 1 : lead >= 0xf0 && lead < 0xf8 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;

/** Order of the bytes, which is that of the code points. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** UTF-16 puts surrogates before U+E000..U+FFFF, UTF-8 the characters they stand for after. */
const rank = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);
