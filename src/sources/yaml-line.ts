import { resolvePlain } from './yaml-scalars.js';

/** What the quick reader answers for everything that it leaves to the whole parser. */
export const OUTSIDE = Symbol('outside the plain form');
export type Outside = typeof OUTSIDE;

/** The line at hand: its content goes from `start` to `end`, the line break left out. */
export interface Line {
  readonly text: string;
  /** Offset of the line after. */
  next: number;
  /** Spaces before the content; -1 after the last line. */
  indent: number;
  start: number;
  end: number;
  done: boolean;
}

const [SPACE, HASH, COLON, BACKSLASH, SINGLE, DOUBLE] = [32, 35, 58, 92, 39, 34];

/** A scalar without quotes, up to the end of its line or the comment there. */
export function readPlain({ text, end }: Line, start: number): string | number | boolean | null | Outside {
  if (isIndicator(text, start, end)) return OUTSIDE;
  let last = start;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === SPACE) continue;
    if (code === HASH && text.charCodeAt(at - 1) === SPACE) break;
    if (code === COLON && (at + 1 === end || text.charCodeAt(at + 1) === SPACE)) return OUTSIDE;
    if (!isPlainCharacter(code)) return OUTSIDE;
    last = at + 1;
  }
  return resolvePlain(text.slice(start, last));
}

/** A quoted scalar that ends on its line, with nothing behind it but a comment. */
export function readQuoted(line: Line, start: number): string | Outside {
  const { text, end } = line;
  const close = quotedEnd(text, start, end);
  if (close < 0 || !endsThere(text, close + 1, end)) return OUTSIDE;
  return quotedText(text, start, close);
}

/** The text between two quotes; OUTSIDE for escapes that JSON doesn't have. */
export function quotedText(text: string, start: number, close: number): string | Outside {
  const inner = text.slice(start + 1, close);
  for (let at = 0; at < inner.length; at++) if (!isPlainCharacter(inner.charCodeAt(at))) return OUTSIDE;
  if (text.charCodeAt(start) === SINGLE) return inner.includes("'") ? inner.replaceAll("''", "'") : inner;
  if (!inner.includes('\\')) return inner;
  // `\/` and `\u` with a lone surrogate are read differently here and there.
  if (inner.replace(/\\["\\nrtbf]/g, '').includes('\\')) return OUTSIDE;
  return String(JSON.parse(`"${inner}"`));
}

/** Offset of the quote that closes the one at `start`, -1 when it is on another line. */
export function quotedEnd(text: string, start: number, end: number): number {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && quote === DOUBLE) at++;
    else if (code === quote) {
      if (quote === SINGLE && text.charCodeAt(at + 1) === SINGLE) at++;
      else return at;
    }
  }
  return -1;
}

/** Whether only blanks, or a comment after a blank, follow. */
export function endsThere(text: string, from: number, end: number): boolean {
  let at = from;
  while (at < end && text.charCodeAt(at) === SPACE) at++;
  return at === end || (at > from && text.charCodeAt(at) === HASH);
}

/** Printable characters of the basic plane but the rarer ones that YAML has rules for. */
export function isPlainCharacter(code: number): boolean {
  return (code >= 32 && code < 127) || (code > 160 && code < 0x2000) || (code >= 0x2030 && code < 0xd800);
}

/** Characters that begin something else than a plain scalar: 1 always, 2 before a blank. */
const INDICATORS = Uint8Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code);
  return ',[]{}#&*!|>\'"%@`'.includes(sign) ? 1 : '-?:'.includes(sign) ? 2 : 0;
});

function isIndicator(text: string, start: number, end: number): boolean {
  const kind = INDICATORS[text.charCodeAt(start)] ?? 0;
  return kind === 1 || (kind === 2 && (start + 1 === end || text.charCodeAt(start + 1) === SPACE));
}
