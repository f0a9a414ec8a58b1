import { ValueError } from '../error.js';

/** `digits * 10^exponent`, exactly. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Digits after the point that a division keeps. */
const DIVISION_PLACES = 16;

/** A float by the fewest digits that tell it apart. */
function fromFloat(value: number): Decimal {
  if (!Number.isFinite(value)) throw new ValueError(`${value} is no decimal number`);
  const [mantissa = '0', power = '0'] = value.toExponential().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** Both with the smaller exponent. */
function align(a: Decimal, b: Decimal): readonly [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  const scale = (d: Decimal): bigint => d.digits * 10n ** BigInt(d.exponent - exponent);
  return [scale(a), scale(b), exponent];
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

/** Rounded half away from zero to the places that a division keeps. */
function divide(a: Decimal, b: Decimal): Decimal {
  if (b.digits === 0n) throw new ValueError('division by zero');
  const shift = a.exponent - b.exponent + DIVISION_PLACES;
  const over = shift >= 0 ? a.digits * 10n ** BigInt(shift) : a.digits;
  const under = shift >= 0 ? b.digits : b.digits * 10n ** BigInt(-shift);
  const quotient = over / under;
  const rest = abs(over - quotient * under);
  const away = over < 0n === under < 0n ? 1n : -1n;
  const digits = rest * 2n >= abs(under) && rest !== 0n ? quotient + away : quotient;
  return { digits, exponent: -DIVISION_PLACES };
}

function apply(operation: 'add' | 'sub' | 'mul' | 'div', a: Decimal, b: Decimal): Decimal {
  if (operation === 'mul') return { digits: a.digits * b.digits, exponent: a.exponent + b.exponent };
  if (operation === 'div') return divide(a, b);
  const [left, right, exponent] = align(a, b);
  return { digits: operation === 'add' ? left + right : left - right, exponent };
}

/** Computes with floats as if they were written out in decimal, so that 0.1 and 0.2 make 0.3. */
export function decimalMath(operation: 'add' | 'sub' | 'mul' | 'div', values: readonly number[]): number {
  const [first = { digits: 0n, exponent: 0 }, ...rest] = values.map(fromFloat);
  const { digits, exponent } = rest.reduce((result, next) => apply(operation, result, next), first);
  return Number(`${digits}e${exponent}`);
}
