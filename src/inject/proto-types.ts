import { isObject } from '../model/decode.js';
import { parseDuration } from '../model/duration.js';
import { textOf } from '../model/text.js';
import { ENUMERATIONS, PROXY_CONFIG } from './proxy-config-shape.js';
import { type Field, type FieldType, readShapes, type Shape, type Shapes } from './shapes/shape.js';
import {
  ANY,
  BOOL,
  FLOAT64,
  fromJson,
  type GoField,
  type GoMethod,
  GoNumber,
  GoPointer,
  GoStruct,
  type GoType,
  INT32,
  INT64,
  listOf,
  numberOf,
  pointerTo,
  STRING,
  stringMapOf,
  stringsOf,
  type Value,
  zeroOf,
} from './template/index.js';
import type { Tree } from './types.js';

/*
 * Messages of Istio's API (MeshConfig, ProxyConfig) as values of templates: fields, Get methods that work on nil too, enumerations that print as
 * their names.
 */
let shapes: Shapes | undefined;

/** The shapes of MeshConfig and ProxyConfig, read once. */
export function messageShapes(): Shapes {
  shapes ??= readShapes(PROXY_CONFIG);
  return shapes;
}

const goName = (json: string): string => `${json.charAt(0).toUpperCase()}${json.slice(1)}`;

/** A message type with one field, as protobuf wraps values that may be unset. */
function wrapper(name: string, of: GoType): GoType {
  const get: GoMethod = (receiver) => (receiver instanceof GoStruct ? receiver.fields.get('Value') : zeroOf(of));
  const fields: GoField[] = [{ name: 'Value', json: 'value', type: of, omitEmpty: true }];
  return { name: `wrapperspb.${name}`, kind: 'struct', fields, methods: new Map([['GetValue', get]]) };
}

const BOOL_VALUE = wrapper('BoolValue', BOOL);
const INT_VALUE = wrapper('Int32Value', INT32);
const DURATION: GoType = {
  name: 'durationpb.Duration',
  kind: 'struct',
  fields: [
    { name: 'Seconds', json: 'seconds', type: INT64 },
    { name: 'Nanos', json: 'nanos', type: INT32 },
  ],
};

const types = new Map<string, GoType>();

function messageType(name: string): GoType {
  const known = types.get(name);
  if (known) return known;
  const fields = [...shapeOfMessage(name).fields.values()];
  const type: GoType = {
    name: `v1alpha1.${name}`,
    kind: 'struct',
    fields: fields.map((field) => ({
      name: goName(field.name),
      json: field.name,
      type: () => fieldGoType(field),
      omitEmpty: true,
    })),
    methods: new Map(fields.map((field) => [`Get${goName(field.name)}`, getter(field)])),
  };
  types.set(name, type);
  return type;
}

function getter(field: Field): GoMethod {
  const name = goName(field.name);
  return (receiver) => (receiver instanceof GoStruct ? receiver.fields.get(name) : zeroOf(fieldGoType(field)));
}

function shapeOfMessage(name: string): Shape {
  const shape = messageShapes().get(name);
  if (!shape) throw new Error(`no message ${name}`);
  return shape;
}

const enumTypes = new Map<string, GoType>();

function enumType(name: string, names: readonly string[]): GoType {
  const known = enumTypes.get(name);
  if (known) return known;
  const text = (value: unknown) =>
    value instanceof GoNumber ? (names[Number(value.value)] ?? String(value.value)) : '';
  const type: GoType = { name: `v1alpha1.${name}`, kind: 'int32', text, methods: new Map([['String', text]]) };
  enumTypes.set(name, type);
  return type;
}

/** Names of types that only messages have. */
const SPECIAL: Readonly<Record<string, GoType>> = {
  d: pointerTo(DURATION),
  B: pointerTo(BOOL_VALUE),
  I: pointerTo(INT_VALUE),
  f: FLOAT64,
};

function fieldGoType({ type }: Field): GoType {
  if (type.kind === 'map') return stringMapOf([]).type;
  if (type.kind === 'list') return (type.item.kind === 'string' ? stringsOf([]) : listOf([])).type;
  if (type.kind === 'struct') return namedGoType(type.name);
  return PLAIN[type.kind] ?? ANY;
}

const PLAIN: Readonly<Partial<Record<FieldType['kind'], GoType>>> = {
  string: STRING,
  bool: BOOL,
  int32: INT32,
  int64: INT64,
};

function namedGoType(name: string): GoType {
  const names = ENUMERATIONS[name];
  return SPECIAL[name] ?? (names ? enumType(name, names) : pointerTo(messageType(name)));
}

/** A message as a pointer of Go; what doesn't fit its type has the zero value. */
export function messageValue(name: string, value: Tree): GoPointer {
  const type = messageType(name);
  const fields = new Map<string, Value>();
  for (const field of shapeOfMessage(name).fields.values())
    fields.set(goName(field.name), fieldValue(field, value[field.name]));
  return new GoPointer(pointerTo(type), new GoStruct(type, fields));
}

function fieldValue(field: Field, value: unknown): Value {
  const goType = fieldGoType(field);
  if (value === undefined || value === null) return zeroOf(goType);
  const { type } = field;
  if (type.kind === 'map') {
    return isObject(value)
      ? stringMapOf(Object.entries(value).map(([key, item]) => [key, textOf(item)]))
      : zeroOf(goType);
  }
  if (type.kind === 'list') {
    if (!Array.isArray(value)) return zeroOf(goType);
    return type.item.kind === 'string' ? stringsOf(value.map(textOf)) : listOf(value.map(fromJson));
  }
  if (type.kind === 'struct') return namedValue(type.name, value);
  return plainValue(goType, value);
}

function plainValue(type: GoType, value: unknown): Value {
  if (type === ANY) return fromJson(value);
  if (type === STRING) return textOf(value);
  if (type === BOOL) return value === true;
  const number = Number(textOf(value));
  return Number.isInteger(number) ? numberOf(type, BigInt(number)) : zeroOf(type);
}

function namedValue(name: string, value: unknown): Value {
  const names = ENUMERATIONS[name];
  if (names) {
    const index = typeof value === 'number' ? value : names.indexOf(textOf(value));
    return new GoNumber(enumType(name, names), BigInt(Number.isInteger(index) ? Math.max(0, index) : 0));
  }
  if (name === 'd') return durationValue(value);
  if (name === 'B') return wrapped(BOOL_VALUE, value === true);
  if (name === 'I') return wrapped(INT_VALUE, plainValue(INT32, value));
  if (name === 'f') return Number(textOf(value)) || 0;
  return isObject(value) ? messageValue(name, value) : zeroOf(namedGoType(name));
}

const wrapped = (type: GoType, value: Value): Value =>
  new GoPointer(pointerTo(type), new GoStruct(type, new Map([['Value', value]])));

function durationValue(value: unknown): Value {
  const nanos = typeof value === 'string' ? parseDuration(value) : undefined;
  if (nanos === undefined) return zeroOf(pointerTo(DURATION));
  const seconds = Math.trunc(nanos / 1e9);
  const fields = new Map<string, Value>([
    ['Seconds', numberOf(INT64, BigInt(seconds))],
    ['Nanos', numberOf(INT32, BigInt(Math.round(nanos - seconds * 1e9)))],
  ]);
  return new GoPointer(pointerTo(DURATION), new GoStruct(DURATION, fields));
}
