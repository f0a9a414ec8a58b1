import { isObject } from '../../model/decode.js';
import type { Path } from '../../model/resource.js';
import { canonicalQuantity } from '../quantity.js';
import { shapeOf } from './index.js';
import type { Field, FieldType, ScalarKind } from './shape.js';

/** A value that an API server would refuse. */
export interface ShapeProblem {
  readonly path: Path;
  readonly expected: string;
}

/** An object of JSON, its keys in order. */
export type Tree = Readonly<Record<string, unknown>>;

interface Reading {
  readonly path: (string | number)[];
  readonly problems: ShapeProblem[];
  readonly repeated: Repeated | undefined;
}

/** Remembers the form of objects that come again and again. */
export interface Repeated {
  /** True for an object that is worth remembering. */
  readonly isShared: (value: object) => boolean;
  readonly forms: WeakMap<object, { readonly shape: string; readonly value: Tree }>;
  /** The forms that were remembered. */
  readonly known: WeakSet<object>;
}

/** What canonical gives for a field that is not written. */
const ABSENT = Symbol('absent');

/** Fields of a shape by name, sorted, since objects are written with their keys in order. */
const sortedFields = new Map<string, readonly Field[]>();

function fieldsOf(name: string): readonly Field[] {
  const known = sortedFields.get(name);
  if (known) return known;
  const fields = [...shapeOf(name).fields.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  sortedFields.set(name, fields);
  return fields;
}

/**
 * An object as an API client writes it back: what is empty is left out, what is always there is there, quantities have their shortest form, keys are
 * in order. Fields that the shape doesn't know stay as they are.
 */
export function canonicalize(
  shape: string,
  value: unknown,
  repeated?: Repeated,
): { readonly value: Tree; readonly problems: readonly ShapeProblem[] } {
  const reading: Reading = { path: [], problems: [], repeated };
  return { value: struct(shape, isObject(value) ? value : {}, reading), problems: reading.problems };
}

function struct(name: string, value: Tree, reading: Reading): Tree {
  const { repeated, problems } = reading;
  if (!repeated?.isShared(value)) return newStruct(name, value, reading);
  const earlier = repeated.forms.get(value);
  if (earlier?.shape === name) return earlier.value;
  const before = problems.length;
  const form = newStruct(name, value, reading);
  if (problems.length === before) {
    repeated.forms.set(value, { shape: name, value: form });
    repeated.known.add(form);
  }
  return form;
}

function newStruct(name: string, value: Tree, reading: Reading): Tree {
  const fields = fieldsOf(name);
  const out: Record<string, unknown> = {};
  let known = 0;
  for (const field of fields) {
    const own = Object.hasOwn(value, field.name);
    if (own) known++;
    reading.path.push(field.name);
    const result = fieldValue(field, own ? value[field.name] : undefined, reading);
    reading.path.pop();
    if (result !== ABSENT) out[field.name] = result;
  }
  return known === Object.keys(value).length ? out : withUnknown(out, value, fields);
}

function withUnknown(out: Record<string, unknown>, value: Tree, fields: readonly Field[]): Tree {
  const names = new Set(fields.map((field) => field.name));
  const unknown = Object.entries(value).filter(([key, item]) => !names.has(key) && item !== null);
  return sortKeys(Object.fromEntries([...Object.entries(out), ...unknown]));
}

/** The same object with its keys in order. */
export function sortKeys(value: Tree): Tree {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function fieldValue({ type, always }: Field, value: unknown, reading: Reading): unknown {
  if (value === undefined || value === null) return always || isInline(type) ? zero(type, reading) : ABSENT;
  const result = typed(type, value, reading);
  return !always && isEmpty(type, result) ? ABSENT : result;
}

/** Structs that are no pointers are written even when they hold nothing. */
const isInline = (type: FieldType): boolean => type.kind === 'struct' && !type.pointer;

function zero(type: FieldType, reading: Reading): unknown {
  if (type.kind === 'map' || type.kind === 'list' || type.pointer) return null;
  if (type.kind === 'struct') return struct(type.name, {}, reading);
  return type.kind === 'bool' ? false : type.kind === 'string' ? '' : type.kind === 'quantity' ? '0' : 0;
}

function isEmpty(type: FieldType, value: unknown): boolean {
  if (type.kind === 'list') return Array.isArray(value) && value.length === 0;
  if (type.kind === 'map') return isObject(value) && Object.keys(value).length === 0;
  if (type.pointer || type.kind === 'struct') return false;
  return value === '' || value === 0 || value === false;
}

function typed(type: FieldType, value: unknown, reading: Reading): unknown {
  if (type.kind === 'struct')
    return isObject(value) ? struct(type.name, value, reading) : wrong('an object', value, reading);
  if (type.kind === 'list') {
    if (!Array.isArray(value)) return wrong('a list', value, reading);
    return value.map((item, i) => within(i, type.item, item, reading));
  }
  if (type.kind !== 'map') return scalar(type.kind, value, reading);
  if (!isObject(value)) return wrong('an object', value, reading);
  return sortKeys(
    Object.fromEntries(Object.entries(value).map(([key, item]) => [key, within(key, type.item, item, reading)])),
  );
}

function within(key: string | number, type: FieldType, value: unknown, reading: Reading): unknown {
  reading.path.push(key);
  const result = value === null || value === undefined ? zero(type, reading) : typed(type, value, reading);
  reading.path.pop();
  return result;
}

const SCALARS: Readonly<Record<ScalarKind, readonly [expected: string, fits: (value: unknown) => boolean]>> = {
  string: ['a string', (value) => typeof value === 'string'],
  bool: ['true or false', (value) => typeof value === 'boolean'],
  int32: ['a whole number', (value) => Number.isInteger(value)],
  int64: ['a whole number', (value) => Number.isInteger(value)],
  quantity: ['a quantity', (value) => typeof value === 'string' || typeof value === 'number'],
  intOrString: ['a whole number or a name', (value) => typeof value === 'string' || Number.isInteger(value)],
  time: ['a time', (value) => typeof value === 'string'],
  any: ['', () => true],
};

function scalar(kind: ScalarKind, value: unknown, reading: Reading): unknown {
  const [expected, fits] = SCALARS[kind];
  if (!fits(value)) return wrong(expected, value, reading);
  if (kind !== 'quantity') return value;
  return canonicalQuantity(String(value)) ?? wrong(expected, value, reading);
}

function wrong(expected: string, value: unknown, { path, problems }: Reading): unknown {
  problems.push({ path: [...path], expected });
  return value;
}
