import { parseFloatText, parseInteger } from './scan.js';
import { byteLength } from './text.js';

/** Column after which a line is broken at the next blank. */
const WIDTH = 80;

const WORDS = new Set(
  'y Y yes Yes YES true True TRUE on On ON n N no No NO false False FALSE off Off OFF ~ null Null NULL'.split(' '),
);
const SPECIAL_FLOATS = /^(?:[+-]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const SEXAGESIMAL = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;
const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?)?$/;

function isTimestamp(text: string): boolean {
  const match = TIMESTAMP.exec(text);
  if (!match) return false;
  const [year = 0, month = 0, day = 0, h1, m1, s1, h2, m2, s2] = match.slice(1).map(Number);
  const inside = (value: number | undefined, end: number): boolean => !value || value < end;
  if (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate())
    return false;
  return inside(h1, 24) && inside(h2, 24) && [m1, s1, m2, s2].every((value) => inside(value, 60));
}

/** Whether YAML 1.1, as Kubernetes' Go parser reads it, would take a plain text for something other than a text. */
function isTaken(text: string): boolean {
  if (text === '' || WORDS.has(text) || SPECIAL_FLOATS.test(text)) return true;
  if (text.startsWith('.')) return parseFloatText(text) !== undefined;
  if (!/^[-+\d]/.test(text)) return false;
  if (SEXAGESIMAL.test(text) || isTimestamp(text)) return true;
  const plain = text.replaceAll('_', '');
  const int = parseInteger(plain);
  if (int !== undefined && int >= -(2n ** 63n) && int < 2n ** 64n && !(plain.startsWith('+') && int >= 2n ** 63n))
    return true;
  return FLOAT.test(plain) && parseFloatText(plain) !== undefined;
}

/** Printable as the writer sees it: nothing outside the basic plane. */
const UNPRINTABLE = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const BREAK = /[\r\n\u0085\u2028\u2029]/;
/** What a plain text can't begin with, or contain. */
const INDICATORS = /^(?:---|\.\.\.)|^[#,[\]{}&*!|>'"%@`]|^[?:-](?=[ \t]|$)|:(?=[ \t]|$)|[ \t\r\n\u0085\u2028\u2029]#/;

type Style = 'plain' | 'single' | 'double' | 'literal';

function styleOf(text: string): Style {
  const special = UNPRINTABLE.test(text) || / [\r\n\u0085\u2028\u2029]/.test(text);
  if (text.includes('\n')) return special || text.endsWith(' ') ? 'double' : 'literal';
  if (isTaken(text)) return 'double';
  const breaks = BREAK.test(text);
  if (special || (breaks && /[\u2028\u2029] /.test(text))) return 'double';
  return breaks || text.startsWith(' ') || text.endsWith(' ') || INDICATORS.test(text) ? 'single' : 'plain';
}

/** A key that must stand on a line of its own, after `?`. */
export const isComplexKey = (key: string): boolean => BREAK.test(key) || byteLength(key) > 128;

/**
 * A text as a YAML scalar.
 * @param column where it begins on its line
 * @param indent of the lines that it goes on with, or -1 when it must stay on one line, as keys do
 */
export function yamlText(text: string, column: number, indent: number): string {
  switch (styleOf(text)) {
    case 'literal':
      return literal(text, indent);
    case 'plain':
      return fold([...text], '', '', column, indent);
    case 'single':
      return fold(singleChars(text, indent), "'", "'", column, indent);
    default:
      return fold([...text].map(escaped), '"', '"', column, indent);
  }
}

/** Characters as single quotes have them: what follows a break of its own kind is indented. */
function singleChars(text: string, indent: number): string[] {
  const broken = text.replace(/(?<=[\u2028\u2029])(?![ \u2028\u2029]|$)/g, ' '.repeat(Math.max(indent, 0)));
  return [...broken].map((c) => (c === "'" ? "''" : c));
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = !/[\n\u2028\u2029]$/.test(text) ? '-' : /^[\n\u2028\u2029]$|[\n\u2028\u2029]{2}$/.test(text) ? '+' : '';
  const pad = ' '.repeat(indent);
  const body = text.replace(/[^\n\u2028\u2029]+/g, (line) => pad + line);
  return `|${hint}${chomp}\n${text.endsWith('\n') ? body.slice(0, -1) : body}`;
}

/** Writes characters, breaking the line at single blanks once it is wide. */
function fold(chars: readonly string[], open: string, close: string, column: number, indent: number): string {
  const whole = open + chars.join('') + close;
  if (indent < 0 || column + whole.length <= WIDTH) return whole;
  let at = column + open.length;
  let out = open;
  let spaces = false;
  const last = chars.length - 1;
  chars.forEach((char, i) => {
    const isSpace = char === ' ';
    const inside = open === '' || (i > 0 && i < last);
    const next = chars[i + 1] === ' ';
    if (isSpace && !spaces && at > WIDTH && inside && (open === '"' || !next)) {
      out += `\n${' '.repeat(indent)}${next ? '\\' : ''}`;
      at = indent + (next ? 1 : 0);
    } else {
      out += char;
      at += [...char].length;
    }
    spaces = isSpace;
  });
  return out + close;
}

const NAMED: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escaped(char: string): string {
  const named = NAMED[char];
  if (named) return named;
  if (!UNPRINTABLE.test(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  const [letter, length] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
  return `\\${letter}${code.toString(16).toUpperCase().padStart(Number(length), '0')}`;
}
