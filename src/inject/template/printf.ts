import type { Budget } from './budget.js';
import { printArgument, quickText } from './print-value.js';
import { createPrinter, noFlags, type Printer, write } from './printer.js';
import { isSigned, isUnsigned } from './types.js';
import { GoNumber, typeName, type Value } from './values.js';

/** The text of a value as `%v` writes it. */
export function textOf(value: Value, budget: Budget): string {
  const quick = quickText(value);
  if (quick !== undefined) return quick;
  const printer = createPrinter(budget);
  printArgument(printer, value, 'v');
  return printer.out;
}

/** fmt.Sprint: a space between two arguments neither of which is a string. */
export function sprint(args: readonly Value[], budget: Budget): string {
  const printer = createPrinter(budget);
  args.forEach((arg, i) => {
    if (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string') write(printer, ' ');
    printArgument(printer, arg, 'v');
  });
  return printer.out;
}

/** fmt.Sprintln: spaces between all, and a line's end. */
export function sprintln(args: readonly Value[], budget: Budget): string {
  const printer = createPrinter(budget);
  args.forEach((arg, i) => {
    if (i > 0) write(printer, ' ');
    printArgument(printer, arg, 'v');
  });
  write(printer, '\n');
  return printer.out;
}

/** Where printf stands in its format and its arguments. */
interface Reading {
  readonly printer: Printer;
  readonly chars: string;
  readonly args: readonly Value[];
  at: number;
  arg: number;
  /** `%[2]d`: an argument was named. */
  reordered: boolean;
  afterIndex: boolean;
  goodIndex: boolean;
}

/** fmt.Sprintf. https://pkg.go.dev/fmt#hdr-Printing */
export function sprintf(format: string, args: readonly Value[], budget: Budget): string {
  const printer = createPrinter(budget);
  const reading: Reading = {
    printer,
    chars: format,
    args,
    at: 0,
    arg: 0,
    reordered: false,
    afterIndex: false,
    goodIndex: true,
  };
  while (reading.at < format.length) {
    const percent = format.indexOf('%', reading.at);
    const end = percent < 0 ? format.length : percent;
    if (end > reading.at) write(printer, format.slice(reading.at, end));
    reading.at = end + 1;
    if (percent >= 0) printVerb(reading);
  }
  if (!reading.reordered && reading.arg < args.length) printExtra(reading);
  return printer.out;
}

/** Everything from the flags to the verb; the percent sign is read. */
function printVerb(reading: Reading): void {
  const { printer, chars } = reading;
  printer.flags = noFlags();
  reading.goodIndex = true;
  reading.afterIndex = false;
  readFlags(reading);
  readIndex(reading);
  readWidth(reading);
  if (chars[reading.at] === '.' && reading.at + 1 < chars.length) readPrecision(reading);
  if (!reading.afterIndex) readIndex(reading);
  const code = chars.codePointAt(reading.at);
  if (code === undefined) {
    write(printer, '%!(NOVERB)');
    return;
  }
  const verb = String.fromCodePoint(code);
  reading.at += verb.length;
  const value = reading.args[reading.arg];
  if (verb === '%') write(printer, '%');
  else if (!reading.goodIndex) write(printer, `%!${verb}(BADINDEX)`);
  else if (value === undefined) write(printer, `%!${verb}(MISSING)`);
  else {
    reading.arg++;
    const { flags } = printer;
    if (verb === 'v' || verb === 'w') {
      flags.sharpV = flags.sharp;
      flags.sharp = false;
      flags.plusV = flags.plus;
      flags.plus = false;
    }
    printArgument(printer, value, verb);
  }
}

function readFlags(reading: Reading): void {
  const { flags } = reading.printer;
  for (; ; reading.at++) {
    switch (reading.chars[reading.at]) {
      case '#':
        flags.sharp = true;
        break;
      case '0':
        flags.zero = true;
        break;
      case '+':
        flags.plus = true;
        break;
      case '-':
        flags.minus = true;
        break;
      case ' ':
        flags.space = true;
        break;
      default:
        return;
    }
  }
}

/** `[n]`, which names the argument to take next. */
function readIndex(reading: Reading): void {
  reading.afterIndex = false;
  if (reading.chars[reading.at] !== '[') return;
  reading.reordered = true;
  const close = reading.chars.indexOf(']', reading.at);
  if (close < 0) {
    reading.goodIndex = false;
    reading.at++;
    return;
  }
  const text = reading.chars.slice(reading.at + 1, close);
  const index = /^\d{1,7}$/.test(text) ? Number(text) - 1 : -1;
  reading.at = close + 1;
  if (index >= 0 && index < reading.args.length) reading.arg = index;
  else reading.goodIndex = false;
  reading.afterIndex = /^\d{1,7}$/.test(text);
}

/** Widths and precisions beyond this are ignored. */
const TOO_LARGE = 1e6;

function readNumber(reading: Reading): number | undefined {
  const digits = /^\d+/.exec(reading.chars.slice(reading.at, reading.at + 20))?.[0];
  if (digits === undefined) return undefined;
  reading.at += digits.length;
  const value = Number(digits);
  return value > TOO_LARGE ? undefined : value;
}

/** The argument that `*` stands for. */
function readStar(reading: Reading): number | undefined {
  reading.at++;
  reading.afterIndex = false;
  const value = reading.args[reading.arg];
  if (reading.arg < reading.args.length) reading.arg++;
  const whole =
    typeof value === 'bigint' ||
    (value instanceof GoNumber && (isSigned(value.type.kind) || isUnsigned(value.type.kind)));
  if (!whole) return undefined;
  const number = Number(value instanceof GoNumber ? value.value : value);
  return Math.abs(number) > TOO_LARGE ? undefined : number;
}

function readWidth(reading: Reading): void {
  const { flags } = reading.printer;
  if (reading.chars[reading.at] !== '*') {
    flags.width = readNumber(reading);
    if (reading.afterIndex && flags.width !== undefined) reading.goodIndex = false;
    return;
  }
  const width = readStar(reading);
  if (width === undefined) write(reading.printer, '%!(BADWIDTH)');
  else if (width < 0) {
    flags.minus = true;
    flags.zero = false;
  }
  flags.width = width === undefined ? undefined : Math.abs(width);
}

function readPrecision(reading: Reading): void {
  const { flags } = reading.printer;
  reading.at++;
  if (reading.afterIndex) reading.goodIndex = false;
  readIndex(reading);
  if (reading.chars[reading.at] !== '*') {
    flags.precision = readNumber(reading) ?? 0;
    return;
  }
  const precision = readStar(reading);
  if (precision === undefined || precision < 0) write(reading.printer, '%!(BADPREC)');
  else flags.precision = precision;
}

function printExtra(reading: Reading): void {
  const { printer } = reading;
  printer.flags = noFlags();
  write(printer, '%!(EXTRA ');
  reading.args.slice(reading.arg).forEach((arg, i) => {
    if (i > 0) write(printer, ', ');
    if (arg === null) {
      write(printer, '<nil>');
      return;
    }
    write(printer, `${typeName(arg)}=`);
    printArgument(printer, arg, 'v');
  });
  write(printer, ')');
}
