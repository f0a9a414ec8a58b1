import { fn, type TemplateFunction, text, whole } from '../function.js';
import { byteLength, decodeBytes, sliceBytes } from '../text.js';
import { lower, SPACES, upper } from './strings.js';

const SPACE = new RegExp(`^[${SPACES}]$`);
const isSpace = (char: string): boolean => SPACE.test(char);
const isConnector = (char: string): boolean => char === '-' || char === '_' || isSpace(char);
const isUpper = (char: string): boolean => /^\p{Lu}$/u.test(char);
/** Some of sprig's functions take each byte of a text for a character. */
const bytesAsChars = (value: string): string => Buffer.from(value, 'utf8').toString('latin1');

function initials(value: string): string {
  let gap = true;
  let out = '';
  for (const char of bytesAsChars(value)) {
    if (isSpace(char)) gap = true;
    else if (gap) {
      out += char;
      gap = false;
    }
  }
  return out;
}

function withoutSpaces(value: string): string {
  const chars = [...bytesAsChars(value)];
  const kept = chars.filter((char) => !isSpace(char));
  return kept.length === chars.length ? value : kept.join('');
}

function abbreviate(offset: number, width: number, value: string): string {
  const length = byteLength(value);
  if (length <= width) return value;
  let from = Math.min(offset, length);
  if (length - from < width - 3) from = length - (width - 3);
  if (from <= 4) return `${sliceBytes(value, 0, width - 3)}...`;
  if (from + width - 3 < length) return `...${abbreviateEnd(width - 3, sliceBytes(value, from, length))}`;
  return `...${sliceBytes(value, length - (width - 3), length)}`;
}

/** Narrower than four there is no room for dots and a character: nothing is left. */
const abbreviateEnd = (width: number, value: string): string =>
  width < 4 && value !== '' ? '' : abbreviate(0, width, value);

function swapCase(value: string): string {
  let out = '';
  for (const char of value) {
    if (/^[\p{Lu}\p{Lt}]$/u.test(char)) out += lower(char);
    else out += /^\p{Ll}$/u.test(char) ? upper(char) : char;
  }
  return out;
}

/** Wraps at spaces; longer words stay whole or are cut. */
function wrap(value: string, width: number, separator: string, cuts: boolean): string {
  const bytes = Buffer.from(value, 'utf8');
  const size = Math.max(width, 1);
  const line = separator === '' ? '\n' : separator;
  const parts: Uint8Array[] = [];
  const push = (from: number, to: number): void => {
    parts.push(bytes.subarray(from, to), Buffer.from(line, 'utf8'));
  };
  let at = 0;
  while (bytes.length - at > size) {
    if (bytes[at] === 0x20) {
      at++;
      continue;
    }
    const space = bytes.subarray(at, at + size + 1).lastIndexOf(0x20);
    if (space >= 0) {
      push(at, at + space);
      at += space + 1;
    } else if (cuts) {
      push(at, at + size);
      at += size;
    } else {
      const end = bytes.indexOf(0x20, at + size);
      if (end < 0) {
        parts.push(bytes.subarray(at));
        at = bytes.length;
      } else {
        push(at, end);
        at = end + 1;
      }
    }
  }
  parts.push(bytes.subarray(at));
  return decodeBytes(Buffer.concat(parts));
}

function pascalCase(value: string): string {
  const chars = [...value];
  let at = 0;
  while (at < chars.length && isConnector(chars[at] ?? '')) at++;
  let out = chars.slice(0, at).join('');
  let current = chars[at];
  if (current === undefined) return out;
  let wasUpper = isUpper(current);
  current = upper(current);
  for (const char of chars.slice(at + 1)) {
    const previous: string = current;
    current = char;
    if (isConnector(char) && isConnector(previous)) {
      out += previous;
      continue;
    }
    if (isConnector(previous)) {
      wasUpper = isUpper(char);
      current = upper(char);
      continue;
    }
    if (wasUpper) {
      if (isUpper(char)) current = lower(char);
      else wasUpper = false;
    }
    out += previous;
  }
  return out + current;
}

/** sprig's functions on words. https://masterminds.github.io/sprig/strings.html */
export const WORD_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  abbrev: fn([whole, text], ([width, s]) => (width < 4 ? s : abbreviate(0, width, s))),
  abbrevboth: fn([whole, whole, text], ([left, right, s]) =>
    right < 4 || (left > 0 && right < 7) ? s : abbreviate(left, right, s),
  ),
  initials: fn([text], ([s]) => initials(s)),
  nospace: fn([text], ([s]) => withoutSpaces(s)),
  untitle: fn([text], ([s]) => s.replace(UNTITLE, (word) => lower(word))),
  swapcase: fn([text], ([s]) => swapCase(s)),
  camelcase: fn([text], ([s]) => pascalCase(s)),
  wrap: fn([whole, text], ([width, s]) => wrap(s, width, '', false)),
  wrapWith: fn([whole, text, text], ([width, separator, s], { budget }) => {
    budget.make(s.length * (separator.length + 1));
    return wrap(s, width, separator, true);
  }),
};

/** The first character of every word. */
const UNTITLE = new RegExp(`(?<![^${SPACES}])[^${SPACES}]`, 'gu');
