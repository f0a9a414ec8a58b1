import { floatOf, integerOf } from '../convert.js';
import { parseFloatText, parseInteger } from '../scan.js';
import type { Value } from '../values.js';
import { pointed } from './sequence.js';

const MIN = -(2n ** 63n);
/** Texts of more digits are beyond 64 bits. */
const LONGEST = 400;

/** Cuts the zeros after the point of a whole number. */
function withoutZeroDecimals(value: string): string {
  let zero = false;
  for (let i = value.length - 1; i >= 0; i--) {
    if (value[i] === '.' && zero) return value.slice(0, i);
    if (value[i] === '0') zero = true;
    else if (value[i] !== '.') return value;
  }
  return value;
}

/** A float cut to an int64; what doesn't fit becomes the smallest one, as on amd64. */
function truncated(value: number): bigint {
  if (Number.isNaN(value) || Math.abs(value) >= 2 ** 63) return MIN;
  return BigInt(Math.trunc(value));
}

/** A whole number out of anything, 0 where there is none in it. */
export function toInteger(value: Value): bigint {
  const plain = pointed(value);
  const int = integerOf(plain);
  if (int !== undefined) return BigInt.asIntN(64, int);
  const float = floatOf(plain);
  if (float !== undefined) return truncated(float);
  if (typeof plain === 'boolean') return plain ? 1n : 0n;
  if (typeof plain !== 'string') return 0n;
  const parsed = parseInteger(withoutZeroDecimals(plain)) ?? 0n;
  return BigInt.asIntN(64, parsed) === parsed ? parsed : 0n;
}

/** A float out of anything, 0 where there is none in it. */
export function toFloat(value: Value): number {
  const plain = pointed(value);
  const float = floatOf(plain);
  if (float !== undefined) return float;
  const int = integerOf(plain);
  if (int !== undefined) return Number(int);
  if (typeof plain === 'boolean') return plain ? 1 : 0;
  return typeof plain === 'string' ? parseAnyFloat(plain) : 0;
}

function parseAnyFloat(value: string): number {
  if (/^[+-]?inf(?:inity)?$/i.test(value)) return value.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(value)) return Number.NaN;
  return parseFloatText(value) ?? 0;
}

/** strconv.Atoi without its error: 0 for no number, the nearest one for a number too large. */
export function atoi(value: string): bigint {
  if (!/^[+-]?\d+$/.test(value)) return 0n;
  const max = -MIN - 1n;
  if (value.length > LONGEST) return value.startsWith('-') ? MIN : max;
  const parsed = BigInt(value.replace('+', ''));
  return parsed > max ? max : parsed < MIN ? MIN : parsed;
}
