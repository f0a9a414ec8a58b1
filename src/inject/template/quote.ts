const NAMED: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const PLAIN = /^[ !#-[\]-~]*$/;

/** A Go string literal of a text, as `%q` writes it. https://pkg.go.dev/strconv#Quote */
export function quote(text: string, asciiOnly = false): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let out = '';
  for (const char of text) out += quoteChar(char, '"', asciiOnly);
  return `"${out}"`;
}

/** A Go character literal of a code point. */
export function quoteRune(code: number, asciiOnly = false): string {
  const valid = code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
  return `'${quoteChar(valid ? String.fromCodePoint(code) : '\ufffd', "'", asciiOnly)}'`;
}

/** Whether a text can be written between backquotes: one line without control characters. */
export const canBackquote = (text: string): boolean => !/[\x00-\x08\x0a-\x1f`\x7f\ufeff\ufffd]/.test(text);

function quoteChar(char: string, delimiter: string, asciiOnly: boolean): string {
  if (char === delimiter) return `\\${char}`;
  const named = NAMED[char];
  if (named) return named;
  if ((!asciiOnly || char < '\x7f') && PRINTABLE.test(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

const hex = (code: number, length: number): string => code.toString(16).padStart(length, '0');
