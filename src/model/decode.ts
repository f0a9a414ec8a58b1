import { parseDuration } from './duration.js';
import type { Path } from './resource.js';

/**
 * Decoders of user input: plain JSON values in, typed values out. They follow protobuf JSON, as the API server and istiod
 * do: null means unset, 64 bit integers may be strings, unknown fields are left alone (the schemas report them).
 * https://protobuf.dev/programming-guides/json/
 */
export interface DecodeProblem {
  readonly path: Path;
  readonly expected: string;
  readonly found: string;
}

/** State of one decoding: the path of the value at hand and what was wrong so far. */
export interface DecodeContext {
  readonly path: (string | number)[];
  readonly problems: DecodeProblem[];
}

/** Returns the typed value, or undefined after reporting a problem to the context. */
export type Decoder<T> = (value: unknown, context: DecodeContext) => T | undefined;
export type Decoded<D> = D extends Decoder<infer T> ? T : never;

function fail(context: DecodeContext, expected: string, value: unknown): undefined {
  context.problems.push({ path: [...context.path], expected, found: describeValue(value) });
  return undefined;
}

function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return `${typeof value} ${text.length > 60 ? `${text.slice(0, 57)}...` : text}`;
}

export const string: Decoder<string> = (value, context) =>
  typeof value === 'string' ? value : fail(context, 'a string', value);

export const boolean: Decoder<boolean> = (value, context) =>
  typeof value === 'boolean' ? value : fail(context, 'true or false', value);

export const number: Decoder<number> = (value, context) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
  return fail(context, 'a number', value);
};

export const integer: Decoder<number> = (value, context) => {
  const n = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof n === 'number' && Number.isInteger(n) ? n : fail(context, 'an integer', value);
};

/** An integer or a string, as Kubernetes' IntOrString. */
export const intOrString: Decoder<number | string> = (value, context) =>
  (typeof value === 'number' && Number.isInteger(value)) || typeof value === 'string'
    ? value
    : fail(context, 'an integer or a name', value);

/** Anything; for parts that are passed through (Struct values). */
export const anything: Decoder<JsonValue> = (value) => value as JsonValue;

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** One of the names of a protobuf enum; numbers are taken as the name at that index where `numbers` is given. */
export function enumeration<const N extends string>(...names: readonly N[]): Decoder<N> {
  const known = new Map<unknown, N>(names.map((name) => [name, name]));
  return (value, context) => known.get(value) ?? fail(context, `one of ${names.join(', ')}`, value);
}

/** A google.protobuf.Duration as text, in Go's or protobuf's spelling ("1h5m", "2.5s"). */
export const durationText: Decoder<string> = (value, context) =>
  typeof value === 'string' && parseDuration(value) !== undefined
    ? value
    : fail(context, 'a duration such as "1.5s" or "2m"', value);

export function list<T>(item: Decoder<T>): Decoder<readonly T[]> {
  return (value, context) => {
    if (!Array.isArray(value)) return fail(context, 'a list', value);
    const out: T[] = [];
    for (let i = 0; i < value.length; i++) {
      context.path.push(i);
      const decoded = value[i] === null ? fail(context, 'an item', null) : item(value[i], context);
      context.path.pop();
      if (decoded !== undefined) out.push(decoded);
    }
    return out;
  };
}

/** An object of any keys, all values of one type. Keys like `__proto__` stay plain keys. */
export function map<T>(item: Decoder<T>): Decoder<Readonly<Record<string, T>>> {
  return (value, context) => {
    if (!isObject(value)) return fail(context, 'an object', value);
    const out: Record<string, T> = Object.create(null);
    for (const key of Object.keys(value)) {
      context.path.push(key);
      const raw = value[key];
      const decoded = raw === null ? undefined : item(raw, context);
      context.path.pop();
      if (decoded !== undefined) out[key] = decoded;
    }
    return out;
  };
}

type Fields = Readonly<Record<string, Decoder<unknown>>>;
export type ObjectOf<F extends Fields> = { readonly [K in keyof F]?: Decoded<F[K]> };

/** An object with known fields, each optional as in protobuf. Fields it does not know are left out. */
export function object<F extends Fields>(fields: F): Decoder<ObjectOf<F>> {
  const known = Object.entries(fields).map(([key, decoder]) => ({ key, decoder }));
  return (value, context) => {
    if (!isObject(value)) return fail(context, 'an object', value);
    const out: Record<string, unknown> = {};
    for (let i = 0; i < known.length; i++) {
      const field = known[i];
      if (field === undefined) break;
      const { key, decoder } = field;
      const raw = value[key];
      if (raw === undefined || raw === null) continue;
      context.path.push(key);
      const decoded = decoder(raw, context);
      context.path.pop();
      if (decoded !== undefined) out[key] = decoded;
    }
    return out as ObjectOf<F>;
  };
}

/** Defers a decoder, for shapes that refer to themselves. */
export function lazy<T>(make: () => Decoder<T>): Decoder<T> {
  let decoder: Decoder<T> | undefined;
  return (value, context) => {
    decoder ??= make();
    return decoder(value, context);
  };
}

/** True for a plain JSON object (not null, not a list). */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
