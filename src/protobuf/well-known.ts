import { formatDuration, parseDuration } from '../model/duration.js';
import { isMessage, type Json } from './json.js';
import { type Read, readScalar } from './scalars.js';

const PACKAGE = 'google.protobuf.';
/** Kinds of the values that wrappers hold. */
const WRAPPED: Readonly<Record<string, string>> = {
  BoolValue: 'bool',
  BytesValue: 'bytes',
  DoubleValue: 'double',
  FloatValue: 'float',
  Int32Value: 'int32',
  Int64Value: 'int64',
  StringValue: 'string',
  UInt32Value: 'uint32',
  UInt64Value: 'uint64',
};
const OTHERS = ['Any', 'Duration', 'ListValue', 'Struct', 'Timestamp', 'Value'];
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[-+]\d\d:\d\d)$/;

/** Whether a message is spelled in a way of its own. https://protobuf.dev/programming-guides/json/ */
export function wellKnown(name: string): boolean {
  const short = shortName(name);
  return short !== undefined && (OTHERS.includes(short) || isWrapper(name));
}

/** Whether a message is a scalar that can be absent. */
export function isWrapper(name: string): boolean {
  return Object.hasOwn(WRAPPED, shortName(name) ?? '');
}

function shortName(name: string): string | undefined {
  return name.startsWith(PACKAGE) ? name.slice(PACKAGE.length) : undefined;
}

/** Reads the JSON of such a message, but for Any. A null is an empty message, but for Value. */
export function readWellKnown(name: string, value: Json): Read {
  const short = shortName(name) ?? '';
  const wrapped = Object.hasOwn(WRAPPED, short) ? WRAPPED[short] : undefined;
  if (wrapped !== undefined) return readScalar(wrapped, value);
  switch (short) {
    case 'Duration':
      return readDuration(value);
    case 'Timestamp':
      return readTimestamp(value);
    case 'Struct':
      return isMessage(value) ? { value } : { wanted: 'an object', isOtherType: true };
    case 'ListValue':
      return Array.isArray(value) ? { value } : { wanted: 'a list', isOtherType: true };
    default:
      return { value };
  }
}

/** As Go spells durations, which protobuf's own spelling is part of. https://pkg.go.dev/time#ParseDuration */
function readDuration(value: Json): Read {
  const wanted = 'a duration such as "1.5s"';
  if (typeof value !== 'string') return { wanted, isOtherType: true };
  const nanos = parseDuration(value);
  return nanos === undefined ? { wanted, isOtherType: false } : { value: formatDuration(nanos) };
}

function readTimestamp(value: Json): Read {
  const wanted = 'a time such as "2026-01-31T12:00:00Z"';
  if (typeof value !== 'string') return { wanted, isOtherType: true };
  const isTime = TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value));
  return isTime ? { value } : { wanted, isOtherType: false };
}
