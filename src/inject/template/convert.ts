import { ValueError } from './error.js';
import { canBeNil, type GoType, isFloat, isSigned, isUnsigned } from './types.js';
import {
  GoFunction,
  GoList,
  GoMap,
  GoNumber,
  GoPointer,
  type Result,
  typeName,
  typeOf,
  type Value,
  zeroOf,
} from './values.js';

/** Whether a value of one type can be given where the other is wanted. */
export function isAssignable(from: GoType, to: GoType): boolean {
  if (to.kind === 'interface' || from.name === to.name) return true;
  // A named slice or map fits an unnamed one of the same make.
  const unnamed = to.name.startsWith('[]') || to.name.startsWith('map[');
  return unnamed && from.kind === to.kind && from.elem?.name === to.elem?.name;
}

/**
 * A value as the argument of a function's parameter; Go converts nothing here but one pointer.
 * @throws ValueError when the value is not of the type
 */
export function convertTo(value: Result, type: GoType): Value {
  if (value === undefined) {
    if (canBeNil(type)) return zeroOf(type);
    throw new ValueError(`there is no value where ${type.name} is expected`);
  }
  if (type.kind === 'interface') return value;
  if (value === null) throw new ValueError(`nil is no ${type.name}`);
  const own = typeOf(value);
  if (isAssignable(own, type)) return value;
  if (value instanceof GoPointer && own.elem && isAssignable(own.elem, type)) {
    if (value.target === undefined) throw new ValueError(`a nil ${own.name} points to no value`);
    return value.target;
  }
  throw new ValueError(`${own.name} is given where ${type.name} is expected`);
}

/** Follows pointers; undefined behind a nil one. */
export function dereference(value: Result): Result {
  let current = value;
  while (current instanceof GoPointer) current = current.target;
  return current;
}

/** What `if`, `and`, `not` take for true: anything but false, 0, nil and what is empty. */
export function isTrue(value: Result): boolean {
  switch (typeof value) {
    case 'undefined':
      return false;
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'bigint':
      return value !== 0n;
    case 'number':
      return value !== 0; // NaN is true, as in Go
    default:
      if (value === null) return false;
      if (value instanceof GoNumber) return value.value !== 0n && value.value !== 0;
      if (value instanceof GoList) return value.items.length > 0;
      if (value instanceof GoMap) return value.entries.size > 0;
      return !(value instanceof GoPointer) || value.target !== undefined;
  }
}

/** A whole number of any of Go's integer types; undefined for other values. */
export function integerOf(value: Result): bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (!(value instanceof GoNumber) || typeof value.value !== 'bigint') return undefined;
  return isSigned(value.type.kind) || isUnsigned(value.type.kind) ? value.value : undefined;
}

/** A float of either of Go's types; undefined for other values. */
export function floatOf(value: Result): number | undefined {
  if (typeof value === 'number') return value;
  return value instanceof GoNumber && isFloat(value.type.kind) ? Number(value.value) : undefined;
}

/** Whether a value is nil of its type, or none at all. */
export function isNil(value: Result): boolean {
  if (value === undefined || value === null) return true;
  if (value instanceof GoList || value instanceof GoMap) return value.isNil;
  return value instanceof GoPointer && value.target === undefined;
}

/** A position in something of a length.
 * @throws ValueError when the value is no whole number or lies outside
 */
export function indexOf(value: Result, length: number): number {
  const index = integerOf(value);
  if (index === undefined) throw new ValueError(`${typeName(value)} is no index`);
  if (index < 0n || index > BigInt(length)) throw new ValueError(`index ${index} is out of range`);
  return Number(index);
}

/** What `call` can call. */
export const isFunction = (value: Result): value is GoFunction => value instanceof GoFunction;
