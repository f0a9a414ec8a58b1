import type { Budget } from './budget.js';
import { ValueError } from './error.js';
import { ANY, ANY_MAP, ANY_SLICE, BOOL, FLOAT64, type GoType, INT, STRING, STRING_MAP } from './types.js';
import { GoList, GoMap, type Result, type Value } from './values.js';

/** What a function may ask of the rendering that calls it. */
export interface CallContext {
  readonly budget: Budget;
}

/** Stands for Go's reflect.Value: a parameter that takes anything, also what is no value at all. */
export const REFLECT: GoType = { name: 'reflect.Value', kind: 'interface' };

/** A function that templates can call: Go's types of its parameters decide what it can be given. */
export interface TemplateFunction {
  readonly params: readonly GoType[];
  readonly rest?: GoType;
  /** @throws ValueError for what it refuses */
  readonly call: (args: readonly Result[], context: CallContext) => Result;
  /** `and` and `or` evaluate no more arguments than they must: the truth that ends them. */
  readonly stopsAt?: boolean;
}

export type FunctionMap = ReadonlyMap<string, TemplateFunction>;

/** A parameter: its Go type, and how its value is read. */
export interface Param<T> {
  readonly type: GoType;
  readonly read: (value: Result) => T;
}

function wrong(type: GoType): never {
  throw new ValueError(`${type.name} is expected`);
}

const listParam = (type: GoType): Param<GoList> => ({
  type,
  read: (value) => (value instanceof GoList ? value : wrong(type)),
});

const mapParam = (type: GoType): Param<GoMap> => ({
  type,
  read: (value) => (value instanceof GoMap ? value : wrong(type)),
});

/** Go's `string`. */
export const text: Param<string> = { type: STRING, read: (v) => (typeof v === 'string' ? v : wrong(STRING)) };
/** Go's `int`; counts and positions, so a number is exact enough. */
export const whole: Param<number> = { type: INT, read: (v) => (typeof v === 'bigint' ? Number(v) : wrong(INT)) };
export const bool: Param<boolean> = { type: BOOL, read: (v) => (typeof v === 'boolean' ? v : wrong(BOOL)) };
export const float: Param<number> = { type: FLOAT64, read: (v) => (typeof v === 'number' ? v : wrong(FLOAT64)) };
/** Go's `interface{}`; nil is null. */
export const any: Param<Value> = { type: ANY, read: (v) => v ?? null };
/** Anything, and undefined for no value. */
export const raw: Param<Result> = { type: REFLECT, read: (v) => v };
export const anyMap: Param<GoMap> = mapParam(ANY_MAP);
export const textMap: Param<GoMap> = mapParam(STRING_MAP);
export const anyList: Param<GoList> = listParam(ANY_SLICE);

type Values<P extends readonly Param<unknown>[]> = { [K in keyof P]: P[K] extends Param<infer T> ? T : never };

/** Reads arguments by their parameters; a loop, because every call of a template does it. */
const reader =
  <P extends readonly Param<unknown>[]>(params: readonly [...P]) =>
  (args: readonly Result[]): Values<P> => {
    const values: unknown[] = [];
    for (let i = 0; i < params.length; i++) values.push(params[i]?.read(args[i]));
    return values as Values<P>;
  };

/** Declares a function of fixed parameters. */
export function fn<P extends readonly Param<unknown>[]>(
  params: readonly [...P],
  call: (args: Values<P>, context: CallContext) => Result,
): TemplateFunction {
  const read = reader(params);
  return { params: params.map((p) => p.type), call: (args, context) => call(read(args), context) };
}

/** Declares a function of fixed parameters and any number of further ones. */
export function variadic<P extends readonly Param<unknown>[], R>(
  params: readonly [...P],
  rest: Param<R>,
  call: (args: Values<P>, rest: R[], context: CallContext) => Result,
): TemplateFunction {
  const read = reader(params);
  return {
    params: params.map((p) => p.type),
    rest: rest.type,
    call: (args, context) => call(read(args), args.slice(params.length).map(rest.read), context),
  };
}

/** Puts families of functions together; later ones win. */
export function mergeFunctions(...families: readonly Readonly<Record<string, TemplateFunction>>[]): FunctionMap {
  return new Map(families.flatMap((family) => Object.entries(family)));
}
