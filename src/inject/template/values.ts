import {
  ANY_MAP,
  ANY_SLICE,
  BOOL,
  FLOAT64,
  FUNC,
  fieldType,
  type GoField,
  type GoType,
  INT,
  INT_SLICE,
  INT64,
  isFloat,
  STRING,
  STRING_MAP,
  STRING_SLICE,
} from './types.js';

/** A number of a Go type other than `int` (a bigint here) and `float64` (a number here). */
export class GoNumber {
  constructor(
    readonly type: GoType,
    readonly value: bigint | number,
  ) {}
}

/** A slice. `nil` ones are empty and print as empty ones do; JSON and comparisons tell them apart. */
export class GoList {
  constructor(
    readonly type: GoType,
    readonly items: Value[],
    readonly isNil = false,
  ) {}
}

/** A map with string keys; `set` of a template changes it in place. */
export class GoMap {
  constructor(
    readonly type: GoType,
    readonly entries: Map<string, Value>,
    readonly isNil = false,
  ) {}
}

/** A struct: its fields by Go's names. */
export class GoStruct {
  constructor(
    readonly type: GoType,
    readonly fields: ReadonlyMap<string, Value>,
  ) {}
}

/** A pointer; `target` is undefined for nil. */
export class GoPointer {
  constructor(
    readonly type: GoType,
    readonly target: Value | undefined,
  ) {}
}

/** A function as a value of the data, for `call`. */
export class GoFunction {
  readonly type = FUNC;
  constructor(
    readonly arity: number,
    readonly call: (args: readonly Value[]) => Value,
  ) {}
}

/** A Go value: null is a nil interface, a bigint an `int`, a number a `float64`. */
export type Value =
  | null
  | boolean
  | string
  | bigint
  | number
  | GoNumber
  | GoList
  | GoMap
  | GoStruct
  | GoPointer
  | GoFunction;

/** What an expression yields: undefined is Go's zero reflect.Value, which prints as `<no value>`. */
export type Result = Value | undefined;

/** The type of a value that isn't nil. */
export function typeOf(value: Exclude<Value, null>): GoType {
  switch (typeof value) {
    case 'boolean':
      return BOOL;
    case 'string':
      return STRING;
    case 'bigint':
      return INT;
    case 'number':
      return FLOAT64;
    default:
      return value.type;
  }
}

/** The name of a value's type as `%T` prints it. */
export const typeName = (value: Result): string =>
  value === undefined || value === null ? '<nil>' : typeOf(value).name;

export const int64 = (value: bigint): GoNumber => new GoNumber(INT64, BigInt.asIntN(64, value));
export const int = (value: number): bigint => BigInt(value);
export const listOf = (items: Value[]): GoList => new GoList(ANY_SLICE, items);
export const stringsOf = (items: string[]): GoList => new GoList(STRING_SLICE, items);
export const intsOf = (items: number[]): GoList => new GoList(INT_SLICE, items.map(BigInt));
export const dictOf = (entries: Iterable<readonly [string, Value]>): GoMap => new GoMap(ANY_MAP, new Map(entries));
export const stringMapOf = (entries: Iterable<readonly [string, string]>): GoMap =>
  new GoMap(STRING_MAP, new Map(entries));

/** The value a variable of a type has before anything is assigned to it. */
export function zeroOf(type: GoType): Value {
  switch (type.kind) {
    case 'interface':
      return null;
    case 'bool':
      return false;
    case 'string':
      return '';
    case 'slice':
      return new GoList(type, [], true);
    case 'map':
      return new GoMap(type, new Map(), true);
    case 'ptr':
      return new GoPointer(type, undefined);
    case 'struct':
      return new GoStruct(type, new Map((type.fields ?? []).map((f: GoField) => [f.name, zeroOf(fieldType(f))])));
    case 'func':
      return null;
    default:
      if (type.name === 'int') return 0n;
      if (type.name === 'float64') return 0;
      return new GoNumber(type, isFloat(type.kind) ? 0 : 0n);
  }
}

/** A number of a type, in the form that this type has here. */
export function numberOf(type: GoType, value: bigint | number): Value {
  if (type.name === 'int') return BigInt(value);
  if (type.name === 'float64') return Number(value);
  return new GoNumber(type, isFloat(type.kind) ? Number(value) : BigInt(value));
}
