import { formatFloat } from './float.js';
import { type Printer, pad, printBool, printFloat, printInteger, printString, write } from './printer.js';
import { compareText } from './text.js';
import { ANY, type GoType, isFloat, isUnsigned } from './types.js';
import {
  type GoFunction,
  GoList,
  GoMap,
  GoNumber,
  GoPointer,
  GoStruct,
  typeName,
  typeOf,
  type Value,
} from './values.js';

const TEXTUAL = new Set(['v', 's', 'x', 'X', 'q']);

/** Prints one argument of printf. https://pkg.go.dev/fmt#hdr-Printing */
export function printArgument(printer: Printer, value: Value, verb: string): void {
  if (value === null) {
    if (verb === 'T' || verb === 'v') pad(printer, '<nil>');
    else complain(printer, value, verb);
  } else if (verb === 'T') printString(printer, typeOf(value).name, 's');
  else if (verb === 'p') complain(printer, value, verb);
  else printValue(printer, value, verb, 0);
}

/** Prints a value within another one when depth is more than 0. */
function printValue(printer: Printer, value: Value, verb: string, depth: number): void {
  printer.budget.spend(1);
  if (depth > 10_000) throw new RangeError('nested too deep');
  if (value === null) {
    printNil(printer, ANY);
    return;
  }
  if (printsItself(printer, value, verb)) return;
  let known = true;
  switch (typeof value) {
    case 'boolean':
      known = printBool(printer, value, verb);
      break;
    case 'string':
      known = printString(printer, value, verb);
      break;
    case 'bigint':
      known = printInteger(printer, value, true, verb);
      break;
    case 'number':
      known = printFloat(printer, value, 64, verb);
      break;
    default:
      known = printTyped(printer, value, verb, depth);
  }
  if (!known) complain(printer, value, verb);
}

function printNil(printer: Printer, type: GoType): void {
  write(printer, printer.flags.sharpV ? `${type.name}(nil)` : '<nil>');
}

/** A String method is used where a text is wanted. */
function printsItself(printer: Printer, value: Exclude<Value, null>, verb: string): boolean {
  if (typeof value !== 'object' || printer.complaining || printer.flags.sharpV || !TEXTUAL.has(verb)) return false;
  const text = value.type.text?.(value);
  return text !== undefined && printString(printer, text, verb);
}

function printTyped(
  printer: Printer,
  value: GoNumber | GoList | GoMap | GoStruct | GoPointer | GoFunction,
  verb: string,
  depth: number,
): boolean {
  if (value instanceof GoNumber) {
    const { kind } = value.type;
    if (isFloat(kind)) return printFloat(printer, Number(value.value), kind === 'float32' ? 32 : 64, verb);
    return printInteger(printer, BigInt(value.value), !isUnsigned(kind), verb);
  }
  if (value instanceof GoList) printList(printer, value, verb, depth);
  else if (value instanceof GoMap) printMap(printer, value, verb, depth);
  else if (value instanceof GoStruct) printStruct(printer, value, verb, depth);
  else printAddress(printer, value, verb, depth);
  return true;
}

function printList(printer: Printer, list: GoList, verb: string, depth: number): void {
  const { sharpV } = printer.flags;
  if (sharpV && list.isNil) {
    write(printer, `${list.type.name}(nil)`);
    return;
  }
  write(printer, sharpV ? `${list.type.name}{` : '[');
  list.items.forEach((item, i) => {
    if (i > 0) write(printer, sharpV ? ', ' : ' ');
    printValue(printer, item, verb, depth + 1);
  });
  write(printer, sharpV ? '}' : ']');
}

/** The keys of a map in the order in which Go prints and ranges over them. */
export const sortedKeys = (map: GoMap): string[] => [...map.entries.keys()].sort(compareText);

function printMap(printer: Printer, map: GoMap, verb: string, depth: number): void {
  const { sharpV } = printer.flags;
  if (sharpV && map.isNil) {
    write(printer, `${map.type.name}(nil)`);
    return;
  }
  write(printer, sharpV ? `${map.type.name}{` : 'map[');
  sortedKeys(map).forEach((key, i) => {
    if (i > 0) write(printer, sharpV ? ', ' : ' ');
    printValue(printer, key, verb, depth + 1);
    write(printer, ':');
    printValue(printer, map.entries.get(key) ?? null, verb, depth + 1);
  });
  write(printer, sharpV ? '}' : ']');
}

function printStruct(printer: Printer, struct: GoStruct, verb: string, depth: number): void {
  const { sharpV, plusV } = printer.flags;
  write(printer, sharpV ? `${struct.type.name}{` : '{');
  [...struct.fields].forEach(([name, value], i) => {
    if (i > 0) write(printer, sharpV ? ', ' : ' ');
    if (sharpV || plusV) write(printer, `${name}:`);
    printValue(printer, value, verb, depth + 1);
  });
  write(printer, '}');
}

/** A pointer at the top shows what it points to; below, Go shows an address, which says nothing here. */
function printAddress(printer: Printer, value: GoPointer | GoFunction, verb: string, depth: number): void {
  const target = value instanceof GoPointer ? value.target : undefined;
  const shown = target instanceof GoStruct || target instanceof GoList || target instanceof GoMap;
  if (depth === 0 && shown) {
    write(printer, '&');
    printValue(printer, target, verb, depth + 1);
    return;
  }
  const isNil = value instanceof GoPointer && target === undefined;
  if (verb === 'v' && printer.flags.sharpV) write(printer, `(${typeName(value)})(${isNil ? 'nil' : ADDRESS})`);
  else if (verb === 'v') pad(printer, isNil ? '<nil>' : ADDRESS);
  else if ('bodxX'.includes(verb)) printInteger(printer, isNil ? 0n : BigInt(ADDRESS), false, verb);
  else complain(printer, value, verb);
}

/** Any address would do: nothing that is meant to be read shows one. */
const ADDRESS = '0xc000012345';

/** What Go prints for a verb that a value doesn't have. */
function complain(printer: Printer, value: Value, verb: string): void {
  if (value === null) {
    write(printer, `%!${verb}(<nil>)`);
    return;
  }
  write(printer, `%!${verb}(${typeName(value)}=`);
  printer.complaining = true;
  printValue(printer, value, 'v', 0);
  printer.complaining = false;
  write(printer, ')');
}

/** A value as `{{ value }}` and `print` write it: the common cases without a printer. */
export function quickText(value: Value): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'number':
      return formatFloat(value, 'g', -1);
    default:
      return undefined;
  }
}
