import type { Json } from './json.js';

/** What a value turned out to be: as it is printed, or why it can't stand there. */
export type Read = { readonly value: Json } | { readonly wanted: string; readonly isOtherType: boolean };

const BOUNDS: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};
const SAME: Readonly<Record<string, string>> = {
  sint32: 'int32',
  sfixed32: 'int32',
  fixed32: 'uint32',
  sint64: 'int64',
  sfixed64: 'int64',
  fixed64: 'uint64',
};
const INTEGER = /^-?(0|[1-9]\d*)$/;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/;
const NOT_FINITE = ['NaN', 'Infinity', '-Infinity'];
const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Reads a value of a scalar type as the reader of protobuf JSON does that istiod uses for patches: numbers may stand in quotes,
 * and 64 bits are printed so. https://protobuf.dev/programming-guides/json/
 */
export function readScalar(kind: string, value: Json): Read {
  switch (kind) {
    case 'bool':
      return typeof value === 'boolean' ? { value } : otherType('true or false');
    case 'string':
      return typeof value === 'string' ? { value } : otherType('a text');
    case 'bytes':
      return readBytes(value);
    case 'float':
    case 'double':
      return readNumber(value, kind);
    default:
      return readInteger(value, SAME[kind] ?? kind);
  }
}

function otherType(wanted: string): Read {
  return { wanted, isOtherType: true };
}

function readBytes(value: Json): Read {
  if (typeof value !== 'string') return otherType('bytes in base64');
  const text = value.replace(/[\r\n]/g, '');
  return BASE64.test(text) ? { value: text } : { wanted: 'bytes in base64', isOtherType: false };
}

function readNumber(value: Json, kind: string): Read {
  if (typeof value === 'string' && NOT_FINITE.includes(value)) return { value };
  const number = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
  if (typeof number === 'number') return { value: kind === 'float' ? shortFloat(number) : number };
  return { wanted: 'a number', isOtherType: typeof value !== 'string' };
}

/** The shortest decimal that is the same number of 32 bits. */
function shortFloat(value: number): number {
  const float = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return Number(float.toPrecision(9));
}

function readInteger(value: Json, kind: string): Read {
  const [least, most] = BOUNDS[kind] ?? [0n, 0n];
  const wanted = `a whole number from ${least} to ${most}`;
  if (typeof value !== 'number' && typeof value !== 'string') return otherType(wanted);
  const text = String(value);
  if (!INTEGER.test(text) || text.length > 20) return { wanted, isOtherType: false };
  const number = BigInt(text);
  if (number < least || number > most) return { wanted, isOtherType: false };
  return { value: kind.endsWith('64') ? String(number) : Number(number) };
}

/** The value that an absent field of the type has. */
export function zeroOf(kind: string): Json {
  if (kind === 'bool') return false;
  if (kind === 'string' || kind === 'bytes') return '';
  return kind.endsWith('64') ? '0' : 0;
}
