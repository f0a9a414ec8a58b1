import { isEqual, isLess } from './compare.js';
import { dereference, indexOf, isFunction, isTrue } from './convert.js';
import { ValueError } from './error.js';
import { escapeHtml, escapeJs, escapeQuery } from './escape.js';
import { any, type CallContext, fn, raw, type TemplateFunction, text, variadic } from './function.js';
import { sprint, sprintf, sprintln } from './printf.js';
import { byteLength, sliceBytes } from './text.js';
import { UINT8 } from './types.js';
import { GoList, GoMap, GoNumber, GoPointer, type Result, typeName, type Value, zeroOf } from './values.js';

/** What a length, an index or a slice is taken of: pointers followed. */
function target(value: Result, verb: string): Value {
  const item = dereference(value);
  if (item === undefined || item === null) {
    throw new ValueError(`${verb} of ${value instanceof GoPointer ? 'a nil pointer' : 'nil'}`);
  }
  return item;
}

function length(value: Result): bigint {
  const item = target(value, 'len');
  if (typeof item === 'string') return BigInt(byteLength(item));
  if (item instanceof GoList) return BigInt(item.items.length);
  if (item instanceof GoMap) return BigInt(item.entries.size);
  throw new ValueError(`${typeName(item)} has no length`);
}

function index(value: Result, key: Result): Value {
  const item = target(value, 'index');
  if (item instanceof GoMap) {
    if (key !== undefined && key !== null && typeof key !== 'string') {
      throw new ValueError(`${typeName(key)} is no key of ${item.type.name}`);
    }
    if (typeof key !== 'string') throw new ValueError(`nil is no key of ${item.type.name}`);
    const found = item.entries.get(key);
    return found === undefined && item.type.elem ? zeroOf(item.type.elem) : (found ?? null);
  }
  if (item instanceof GoList) {
    const found = item.items[indexOf(key, item.items.length)];
    if (found === undefined) throw new ValueError(`index ${String(key)} is out of range`);
    return found;
  }
  if (typeof item !== 'string') throw new ValueError(`${typeName(item)} can't be indexed`);
  const bytes = Buffer.from(item, 'utf8');
  const byte = bytes[indexOf(key, bytes.length)];
  if (byte === undefined) throw new ValueError(`index ${String(key)} is out of range`);
  return new GoNumber(UINT8, BigInt(byte));
}

function slice(value: Result, keys: readonly Result[]): Value {
  const item = target(value, 'slice');
  if (keys.length > 3) throw new ValueError('slice takes three positions at most');
  const size = typeof item === 'string' ? byteLength(item) : item instanceof GoList ? item.items.length : -1;
  if (size < 0) throw new ValueError(`${typeName(item)} can't be sliced`);
  if (typeof item === 'string' && keys.length === 3) throw new ValueError('a string takes two positions at most');
  const [from = 0, to = size, cap = size] = keys.map((key) => indexOf(key, size));
  if (from > to || to > cap) throw new ValueError(`a slice can't go from ${from} to ${Math.min(to, cap)}`);
  if (typeof item === 'string') return sliceBytes(item, from, to);
  return item instanceof GoList ? new GoList(item.type, item.items.slice(from, to), item.isNil) : null;
}

function call(callee: Result, args: readonly Result[]): Value {
  if (callee === undefined || callee === null) throw new ValueError('nil is called');
  if (!isFunction(callee)) throw new ValueError(`${typeName(callee)} is no function`);
  if (callee.arity >= 0 && callee.arity !== args.length) {
    throw new ValueError(`the function takes ${callee.arity} arguments, not ${args.length}`);
  }
  return callee.call(args.map((arg) => arg ?? null));
}

/** What the escaping functions take for a value's text: as an action prints it. */
function joined(args: readonly Value[], { budget }: CallContext): string {
  const [only] = args;
  if (args.length === 1 && typeof only === 'string') return only;
  return sprint(
    args.map((arg) => (arg === null ? '<no value>' : prints(arg) ? arg : (dereference(arg) ?? arg))),
    budget,
  );
}

/** Whether a pointer's type prints itself, so that it isn't followed. */
const prints = (value: Value): boolean => value instanceof GoPointer && value.type.text !== undefined;

const lessOrEqual = (a: Result, b: Result): boolean => isLess(a, b) || isEqual(a, b);

const equalsAny = (first: Result, others: readonly Result[]): boolean => {
  if (others.length === 0) throw new ValueError('eq compares two values at least');
  return others.some((other) => isEqual(first, other));
};

/** The functions that every Go template has. https://pkg.go.dev/text/template#hdr-Functions */
export const BUILTINS: Readonly<Record<string, TemplateFunction>> = {
  and: { ...variadic([raw], raw, ([first], rest) => rest.at(-1) ?? first), stopsAt: false },
  or: { ...variadic([raw], raw, ([first], rest) => rest.at(-1) ?? first), stopsAt: true },
  not: fn([raw], ([value]) => !isTrue(value)),
  eq: variadic([raw], raw, ([first], rest) => equalsAny(first, rest)),
  ne: fn([raw, raw], ([a, b]) => !isEqual(a, b)),
  lt: fn([raw, raw], ([a, b]) => isLess(a, b)),
  le: fn([raw, raw], ([a, b]) => lessOrEqual(a, b)),
  gt: fn([raw, raw], ([a, b]) => !lessOrEqual(a, b)),
  ge: fn([raw, raw], ([a, b]) => !isLess(a, b)),
  len: fn([raw], ([value]) => length(value)),
  index: variadic([raw], raw, ([value], keys) => {
    if (value === undefined || value === null) throw new ValueError('index of nil');
    return keys.reduce(index, value);
  }),
  slice: variadic([raw], raw, ([value], keys) => slice(value, keys)),
  call: variadic([raw], raw, ([callee], args) => call(callee, args)),
  print: variadic([], any, (_, args, context) => sprint(args, context.budget)),
  println: variadic([], any, (_, args, context) => sprintln(args, context.budget)),
  printf: variadic([text], any, ([format], args, context) => sprintf(format, args, context.budget)),
  html: variadic([], any, (_, args, context) => escapeHtml(joined(args, context))),
  js: variadic([], any, (_, args, context) => escapeJs(joined(args, context))),
  urlquery: variadic([], any, (_, args, context) => escapeQuery(joined(args, context))),
};
