import { ValueError } from '../error.js';
import { any, float, fn, type TemplateFunction, text, variadic, whole } from '../function.js';
import { textOf } from '../printf.js';
import { int64, intsOf, type Value } from '../values.js';
import { decimalMath } from './decimal.js';
import { atoi, toFloat, toInteger } from './numbers.js';

const nonZero = (value: bigint): bigint => {
  if (value === 0n) throw new ValueError('division by zero');
  return value;
};

const INT64 = (value: bigint): bigint => BigInt.asIntN(64, value);

/** Numbers from `start` up or down to before `stop`. */
function steps(start: number, stop: number, step: number, spend: (steps: number) => void): number[] {
  if (stop < start ? step >= 0 : step <= 0) return [];
  const count = Math.max(0, Math.ceil((stop - start) / step));
  spend(count);
  return Array.from({ length: count }, (_, i) => start + i * step);
}

function sequence(params: readonly number[], spend: (steps: number) => void): string {
  const [a = 0, b = 0, c = 0] = params;
  if (params.length === 0 || params.length > 3) return '';
  const [start, stop] = params.length === 1 ? [1, a] : params.length === 2 ? [a, b] : [a, c];
  const direction = stop < start ? -1 : 1;
  if (params.length === 3 && direction < 0 && b > 0) return '';
  return steps(start, stop + direction, params.length === 3 ? b : direction, spend).join(' ');
}

function round(value: number, places: number, from: number): number {
  const power = Number(`1e${places}`);
  const digit = power * value;
  const rest = digit - Math.trunc(digit);
  return (rest >= from ? Math.ceil(digit) : Math.floor(digit)) / power;
}

/** Unix modes: octal digits as a number. */
function fromOctal(value: string): bigint {
  if (value.length > 400 || !/^[+-]?[0-7]+$/.test(value)) return 0n;
  const parsed = BigInt(`0o${value.replace(/^[+-]/, '')}`) * (value.startsWith('-') ? -1n : 1n);
  return INT64(parsed) === parsed ? parsed : 0n;
}

const extreme = (better: (a: bigint, b: bigint) => boolean): TemplateFunction =>
  variadic([any], any, ([first], rest) =>
    int64(rest.map(toInteger).reduce((best, next) => (better(next, best) ? next : best), toInteger(first))),
  );

const biggest = extreme((a, b) => a > b);
const product = (first: Value, rest: readonly Value[]): bigint =>
  rest.reduce<bigint>((result, value) => INT64(result * toInteger(value)), toInteger(first));

/** sprig's functions on numbers. https://masterminds.github.io/sprig/math.html */
export const MATH_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  atoi: fn([text], ([s]) => atoi(s)),
  int: fn([any], ([v]) => toInteger(v)),
  int64: fn([any], ([v]) => int64(toInteger(v))),
  float64: fn([any], ([v]) => toFloat(v)),
  toDecimal: fn([any], ([v], { budget }) => int64(fromOctal(textOf(v, budget)))),
  add1: fn([any], ([v]) => int64(toInteger(v) + 1n)),
  add: variadic([], any, (_, values) => int64(values.reduce<bigint>((sum, v) => sum + toInteger(v), 0n))),
  sub: fn([any, any], ([a, b]) => int64(toInteger(a) - toInteger(b))),
  mul: variadic([any], any, ([first], rest) => int64(product(first, rest))),
  div: fn([any, any], ([a, b]) => int64(toInteger(a) / nonZero(toInteger(b)))),
  mod: fn([any, any], ([a, b]) => int64(toInteger(a) % nonZero(toInteger(b)))),
  biggest,
  max: biggest,
  min: extreme((a, b) => a < b),
  maxf: variadic([any], any, ([first], rest) => Math.max(toFloat(first), ...rest.map(toFloat))),
  minf: variadic([any], any, ([first], rest) => Math.min(toFloat(first), ...rest.map(toFloat))),
  ceil: fn([any], ([v]) => Math.ceil(toFloat(v))),
  floor: fn([any], ([v]) => Math.floor(toFloat(v))),
  round: variadic([any, whole], float, ([v, places], [from = 0.5]) => round(toFloat(v), places, from)),
  add1f: fn([any], ([v]) => decimalMath('add', [toFloat(v), 1])),
  addf: variadic([], any, (_, values) => decimalMath('add', [0, ...values.map(toFloat)])),
  subf: variadic([any], any, ([first], rest) => decimalMath('sub', [first, ...rest].map(toFloat))),
  mulf: variadic([any], any, ([first], rest) => decimalMath('mul', [first, ...rest].map(toFloat))),
  divf: variadic([any], any, ([first], rest) => decimalMath('div', [first, ...rest].map(toFloat))),
  until: fn([whole], ([count], { budget }) => intsOf(steps(0, count, count < 0 ? -1 : 1, budget.spend))),
  untilStep: fn([whole, whole, whole], ([start, stop, step], { budget }) =>
    intsOf(steps(start, stop, step, budget.spend)),
  ),
  seq: variadic([], whole, (_, params, { budget }) => sequence(params, budget.spend)),
};
