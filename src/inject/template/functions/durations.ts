import { ValueError } from '../error.js';
import { any, fn, type TemplateFunction } from '../function.js';
import { INT64 } from '../types.js';
import { GoNumber, type Value } from '../values.js';

const SECOND = 1_000_000_000n;
const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: SECOND,
  m: 60n * SECOND,
  h: 3600n * SECOND,
};
const PART = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;

/** Nanoseconds of a duration in Go's syntax, such as `1h30m`. https://pkg.go.dev/time#ParseDuration
 * @throws ValueError for what is none
 */
export function parseDuration(text: string): bigint {
  const body = text.replace(/^[+-]/, '');
  if (body === '0') return 0n;
  let total = 0n;
  let at = 0;
  while (at < body.length) {
    PART.lastIndex = at;
    const [part, whole = '', fraction = '', unit = ''] = PART.exec(body.slice(0, 200)) ?? [];
    if (part === undefined || whole + fraction === '') throw new ValueError(`${JSON.stringify(text)} is no duration`);
    const size = UNITS[unit] ?? 1n;
    total += BigInt(whole || '0') * size + (BigInt(fraction || '0') * size) / 10n ** BigInt(fraction.length);
    at += part.length;
  }
  if (at === 0 || BigInt.asIntN(64, total) !== total) throw new ValueError(`${JSON.stringify(text)} is no duration`);
  return text.startsWith('-') ? -total : total;
}

const decimal = (value: bigint, unit: bigint): string => {
  const digits = String(unit).length - 1;
  const fraction = (value % unit).toString().padStart(digits, '0').replace(/0+$/, '');
  return `${value / unit}${fraction === '' ? '' : `.${fraction}`}`;
};

/** A duration as Go writes it: `1h2m3.5s`. */
export function durationText(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const sign = nanoseconds < 0n ? '-' : '';
  if (size === 0n) return '0s';
  if (size < 1000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 1000n)}µs`;
  if (size < SECOND) return `${sign}${decimal(size, 1_000_000n)}ms`;
  const minutes = size / (60n * SECOND);
  const seconds = `${decimal(size % (60n * SECOND), SECOND)}s`;
  if (minutes === 0n) return sign + seconds;
  return `${sign}${minutes >= 60n ? `${minutes / 60n}h` : ''}${minutes % 60n}m${seconds}`;
}

const int64Of = (value: Value): bigint | undefined =>
  value instanceof GoNumber && value.type.name === INT64.name ? BigInt(value.value) : undefined;

function secondsOf(value: Value): bigint {
  if (typeof value !== 'string') return int64Of(value) ?? 0n;
  return /^[+-]?\d{1,19}$/.test(value) ? BigInt(value.replace('+', '')) : 0n;
}

function quietDuration(text: string): bigint {
  try {
    return parseDuration(text);
  } catch {
    return 0n;
  }
}

const ROUNDED: readonly (readonly [string, bigint])[] = [
  ['y', 365n * 24n * 3600n * SECOND],
  ['mo', 30n * 24n * 3600n * SECOND],
  ['d', 24n * 3600n * SECOND],
  ['h', 3600n * SECOND],
  ['m', 60n * SECOND],
  ['s', SECOND],
];

/** The greatest unit that a duration is more than one of. */
export function roundedText(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const [unit, length] = ROUNDED.find(([, one]) => size > one) ?? ['s', 0n];
  return length === 0n ? '0s' : `${size / length}${unit}`;
}

/** sprig's functions on durations, which need no clock. https://masterminds.github.io/sprig/date.html */
export const DURATION_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  duration: fn([any], ([value]) => durationText(BigInt.asIntN(64, secondsOf(value) * SECOND))),
  durationRound: fn([any], ([value]) =>
    roundedText(typeof value === 'string' ? quietDuration(value) : (int64Of(value) ?? 0n)),
  ),
};
