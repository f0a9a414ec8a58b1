import type { Budget } from './budget.js';
import { type FloatVerb, formatFloat } from './float.js';
import { canBackquote, quote, quoteRune } from './quote.js';

/** The flags, width and precision of one verb. */
export interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** `%+v` and `%#v`. */
  plusV: boolean;
  sharpV: boolean;
  width: number | undefined;
  precision: number | undefined;
}

export const noFlags = (): Flags => ({
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  plusV: false,
  sharpV: false,
  width: undefined,
  precision: undefined,
});

/** What is printed so far, and how the next value is to be. */
export interface Printer {
  out: string;
  flags: Flags;
  /** A complaint is being printed: values don't print themselves then. */
  complaining: boolean;
  readonly budget: Budget;
}

export const createPrinter = (budget: Budget): Printer => ({ out: '', flags: noFlags(), complaining: false, budget });

export function write(printer: Printer, text: string): void {
  printer.budget.make(text.length, printer.out.length + text.length);
  printer.out += text;
}

const runeCount = (text: string): number => {
  let count = 0;
  for (const _ of text) count++;
  return count;
};

/** Writes a text in its width; zeros fill only from the left. */
export function pad(printer: Printer, text: string, zero = printer.flags.zero): void {
  const { width, minus } = printer.flags;
  if (!width) {
    write(printer, text);
    return;
  }
  const missing = width - runeCount(text);
  if (missing <= 0) {
    write(printer, text);
    return;
  }
  printer.budget.make(missing);
  const fill = (zero && !minus ? '0' : ' ').repeat(missing);
  write(printer, minus ? text + fill : fill + text);
}

const truncate = (printer: Printer, text: string): string => {
  const { precision } = printer.flags;
  if (precision === undefined || text.length <= precision) return text;
  return [...text].slice(0, precision).join('');
};

/** `%s` and the like; false for a verb that strings don't have. */
export function printString(printer: Printer, text: string, verb: string): boolean {
  const { flags } = printer;
  switch (verb) {
    case 'v':
    case 's':
      if (verb === 'v' && flags.sharpV) printQuoted(printer, text);
      else pad(printer, truncate(printer, text));
      return true;
    case 'q':
      printQuoted(printer, text);
      return true;
    case 'x':
    case 'X':
      printBytes(printer, Buffer.from(text, 'utf8'), verb);
      return true;
    default:
      return false;
  }
}

function printQuoted(printer: Printer, text: string): void {
  const cut = truncate(printer, text);
  if (printer.flags.sharp && canBackquote(cut)) pad(printer, `\`${cut}\``);
  else pad(printer, quote(cut, printer.flags.plus));
}

function printBytes(printer: Printer, all: Buffer, verb: 'x' | 'X'): void {
  const { flags } = printer;
  const bytes = all.subarray(0, flags.precision ?? all.length);
  printer.budget.make(bytes.length * 5);
  const prefix = bytes.length > 0 && flags.sharp ? `0${verb}` : '';
  const digits = [...bytes].map((b) => b.toString(16).padStart(2, '0'));
  const lower = digits.map((d) => (verb === 'X' ? d.toUpperCase() : d));
  const text = flags.space ? lower.map((d) => prefix + d).join(' ') : prefix + lower.join('');
  pad(printer, text);
}

export function printBool(printer: Printer, value: boolean, verb: string): boolean {
  if (verb !== 't' && verb !== 'v') return false;
  pad(printer, String(value));
  return true;
}

const BASES: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, O: 8, x: 16, X: 16 };

export function printInteger(printer: Printer, value: bigint, signed: boolean, verb: string): boolean {
  const { flags } = printer;
  if (verb === 'v' && flags.sharpV && !signed) {
    const { sharp } = flags;
    flags.sharp = true;
    printDigits(printer, value, 16, 'v');
    flags.sharp = sharp;
    return true;
  }
  const base = BASES[verb];
  if (base) printDigits(printer, value, base, verb);
  else if (verb === 'c') pad(printer, runeText(value));
  else if (verb === 'q') pad(printer, quoteRune(runeCode(value), flags.plus));
  else if (verb === 'U') printUnicode(printer, value);
  else return false;
  return true;
}

const runeCode = (value: bigint): number => {
  const code = BigInt.asUintN(64, value);
  return code > 0x10ffffn || (code >= 0xd800n && code < 0xe000n) ? 0xfffd : Number(code);
};

const runeText = (value: bigint): string => String.fromCodePoint(runeCode(value));

function printDigits(printer: Printer, value: bigint, base: number, verb: string): void {
  const { flags } = printer;
  const negative = value < 0n;
  let least = flags.precision ?? 0;
  if (flags.precision === 0 && value === 0n) {
    pad(printer, '', false);
    return;
  }
  if (flags.precision === undefined && flags.zero && !flags.minus && flags.width !== undefined) {
    least = flags.width - (negative || flags.plus || flags.space ? 1 : 0);
  }
  printer.budget.make(least);
  let digits = (negative ? -value : value).toString(base).padStart(least, '0');
  if (verb === 'X') digits = digits.toUpperCase();
  if (flags.sharp && base === 2) digits = `0b${digits}`;
  if (flags.sharp && base === 8 && !digits.startsWith('0')) digits = `0${digits}`;
  if (flags.sharp && base === 16) digits = (verb === 'X' ? '0X' : '0x') + digits;
  if (verb === 'O') digits = `0o${digits}`;
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  pad(printer, sign + digits, false);
}

function printUnicode(printer: Printer, value: bigint): void {
  const { flags } = printer;
  const code = BigInt.asUintN(64, value);
  const digits = code
    .toString(16)
    .toUpperCase()
    .padStart(Math.max(flags.precision ?? 4, 4), '0');
  const char = runeText(value);
  const shown = flags.sharp && code <= 0x10ffffn && !quoteRune(runeCode(value)).startsWith("'\\") ? ` '${char}'` : '';
  pad(printer, `U+${digits}${shown}`, false);
}

const FLOATS: Readonly<Record<string, readonly [FloatVerb, number]>> = {
  v: ['g', -1],
  b: ['b', -1],
  g: ['g', -1],
  G: ['G', -1],
  x: ['x', -1],
  X: ['X', -1],
  f: ['f', 6],
  F: ['f', 6],
  e: ['e', 6],
  E: ['E', 6],
};

export function printFloat(printer: Printer, value: number, bits: 32 | 64, verb: string): boolean {
  const form = FLOATS[verb];
  if (!form) return false;
  const { flags } = printer;
  const precision = flags.precision ?? form[1];
  printer.budget.make(precision);
  const text = formatFloat(value, form[0], precision, bits);
  const negative = text.startsWith('-');
  const sign = negative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
  const body = text.replace(/^[+-]/, '');
  if (!Number.isFinite(value)) {
    const shown = Number.isNaN(value) || negative || sign !== '' ? sign : body === 'Inf' ? '+' : '';
    pad(printer, shown + body, false);
    return true;
  }
  const digits = flags.sharp && verb !== 'b' ? withPoint(body, verb, precision) : body;
  if (sign !== '' && flags.zero && !flags.minus && flags.width !== undefined) {
    pad(printer, sign + digits.padStart(flags.width - 1, '0'));
  } else pad(printer, sign + digits);
  return true;
}

/** `#` keeps the decimal point, and for `%g` the zeros at the end. */
function withPoint(text: string, verb: string, precision: number): string {
  const split = /x/i.test(text) ? text.search(/p/i) : text.search(/e/i);
  const head = split < 0 ? text : text.slice(0, split);
  const tail = split < 0 ? '' : text.slice(split);
  let missing = 'vgGx'.includes(verb) ? (precision === -1 ? 6 : precision) : 0;
  missing -= head.replace('.', '').replace(/^[0]+/, '').length;
  if (head.includes('.')) return head + '0'.repeat(Math.max(missing, 0)) + tail;
  if (head === '0') missing--;
  return `${head}.${'0'.repeat(Math.max(missing, 0))}${tail}`;
}
