import { ValueError } from './error.js';
import { wellFormed } from './text.js';
import { ANY_MAP, ANY_SLICE, fieldType, type GoField, type GoType } from './types.js';
import { GoList, GoMap, GoPointer, GoStruct, numberOf, type Value, zeroOf } from './values.js';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A value as Go's encoding/json makes it of JSON: numbers are float64, objects map[string]interface{}, arrays
 * []interface{}. A bigint stays an `int`, for data that Go builds itself.
 */
export function fromJson(value: unknown): Value {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'string':
      return wellFormed(value);
    case 'number':
    case 'boolean':
    case 'bigint':
      return value;
    default:
  }
  if (Array.isArray(value)) return new GoList(ANY_SLICE, value.map(fromJson));
  if (!isObject(value)) throw new ValueError(`a ${typeof value} is no JSON value`);
  const entries = new Map<string, Value>();
  for (const [key, item] of Object.entries(value)) entries.set(key, fromJson(item));
  return new GoMap(ANY_MAP, entries);
}

/**
 * A value of a Go type from JSON, as encoding/json fills one in: unknown keys are dropped, what is missing has its
 * zero value, null leaves the zero value.
 * @throws ValueError where the JSON doesn't fit the type
 */
export function fromTyped(type: GoType, value: unknown): Value {
  if (type.kind === 'interface') return fromJson(value);
  if (value === null || value === undefined) return zeroOf(type);
  const { elem } = type;
  switch (type.kind) {
    case 'struct':
      return decodeStruct(type, value);
    case 'ptr':
      return new GoPointer(type, elem && fromTyped(elem, value));
    case 'slice':
      if (!Array.isArray(value) || !elem) break;
      return new GoList(
        type,
        value.map((item) => fromTyped(elem, item)),
      );
    case 'map':
      if (!isObject(value) || !elem) break;
      return new GoMap(type, new Map(Object.entries(value).map(([key, item]) => [key, fromTyped(elem, item)])));
    case 'string':
      if (typeof value === 'string') return wellFormed(value);
      break;
    case 'bool':
      if (typeof value === 'boolean') return value;
      break;
    case 'func':
      break;
    default:
      return decodeNumber(type, value);
  }
  throw new ValueError(`${JSON.stringify(value)} is no ${type.name}`);
}

function decodeNumber(type: GoType, value: unknown): Value {
  if (typeof value === 'bigint') return numberOf(type, value);
  const whole = type.kind !== 'float64' && type.kind !== 'float32';
  if (typeof value !== 'number' || (whole && !Number.isInteger(value))) {
    throw new ValueError(`${JSON.stringify(value)} is no ${type.name}`);
  }
  return numberOf(type, value);
}

function decodeStruct(type: GoType, value: unknown): Value {
  if (!isObject(value)) throw new ValueError(`${JSON.stringify(value)} is no ${type.name}`);
  const read = (field: GoField): Value =>
    fromTyped(fieldType(field), field.embedded ? value : Object.hasOwn(value, field.json) ? value[field.json] : null);
  return new GoStruct(type, new Map((type.fields ?? []).map((field) => [field.name, read(field)])));
}
