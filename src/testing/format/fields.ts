import { isObject } from '../../model/decode.js';
import { parseDuration } from '../../model/duration.js';
import type { Path } from '../../model/resource.js';
import { suggest } from '../../model/suggest.js';
import type { TestProblem } from '../types.js';

/** A value of a test file with its place, and where to say what is wrong with it. */
export interface Cursor {
  readonly value: unknown;
  readonly path: Path;
  readonly problems: TestProblem[];
}

/** Says what was expected at the cursor, and gives nothing. */
export function reject(at: Cursor, expected: string, hint?: string): undefined {
  at.problems.push({ path: at.path, message: `${expected} was expected`, ...(hint !== undefined && { hint }) });
  return undefined;
}

/** The cursor at a field or item. */
export function inside(at: Cursor, key: string | number): Cursor {
  const { value } = at;
  const next =
    isObject(value) && Object.hasOwn(value, key) ? value[key] : Array.isArray(value) ? value[Number(key)] : undefined;
  return { ...at, value: next, path: [...at.path, key] };
}

/** Whether the value is an object with no other fields than these; unknown ones are reported with the nearest known one. */
export function hasFields(at: Cursor, known: readonly string[]): boolean {
  const { value } = at;
  if (!isObject(value)) {
    reject(at, `an object with ${known.slice(0, 6).join(', ')}`);
    return false;
  }
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const near = suggest(key, known);
    const hint = near ? `did you mean ${near}?` : `fields are ${known.join(', ')}`;
    at.problems.push({ path: [...at.path, key], message: 'unknown field', hint });
  }
  return true;
}

/** A field that may be left out, read by its reader. */
export function optional<T>(at: Cursor, key: string, read: (at: Cursor) => T | undefined): T | undefined {
  const field = inside(at, key);
  return field.value === undefined || field.value === null ? undefined : read(field);
}

/** Text. What YAML takes for something else (`1.10`, `yes`) must be in quotes: nobody knows how it was written. */
export function readText(at: Cursor): string | undefined {
  const { value } = at;
  if (typeof value === 'string') return value;
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  return reject(at, 'a text', isScalar ? `put it in quotes: "${value}"` : undefined);
}

export function readNumber(at: Cursor): number | undefined {
  const { value } = at;
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : reject(at, 'a number');
}

export function readBoolean(at: Cursor): boolean | undefined {
  return typeof at.value === 'boolean' ? at.value : reject(at, 'true or false');
}

/** A duration such as `3s`; `none` (or 0) is none at all. */
export function readDuration(at: Cursor): string | undefined {
  const text = typeof at.value === 'number' ? String(at.value) : at.value;
  if (text === 'none') return text;
  if (typeof text === 'string' && parseDuration(text) !== undefined) return text;
  return reject(at, 'a duration such as 3s or 250ms, or none');
}

/** One of some words. */
export function readWord<const W extends string>(at: Cursor, words: readonly W[]): W | undefined {
  const { value } = at;
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const near = typeof value === 'string' ? suggest(value, words) : undefined;
  return reject(at, `one of ${words.join(', ')}`, near && `did you mean ${near}?`);
}

/** A value, or each item of a list. */
export function readEach<T>(at: Cursor, read: (at: Cursor) => T | undefined): readonly T[] {
  const items = Array.isArray(at.value) ? at.value.map((_, i) => inside(at, i)) : [at];
  if (items.length === 0) reject(at, 'a value, or a list with at least one');
  return items.flatMap((item) => {
    const value = read(item);
    return value === undefined ? [] : [value];
  });
}

/** The fields of an object without those that are undefined. */
export function withoutGaps<T extends object>(value: { readonly [K in keyof T]: T[K] | undefined }): T {
  // What is left out is what T lets be left out.
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
