import { isObject } from '../model/decode.js';
import { formatDuration, parseDuration } from '../model/duration.js';
import type { SchemaNode } from './node.js';

/**
 * A value as a reader of protobuf's JSON takes it, who is more lenient than the API server: fields by their original names too, numbers in quotes,
 * enumerations by number; unknown fields and nulls are passed over. What has no reading stays as it is. Inside a message a zero says nothing; nearly all
 * booleans can be unset, so that false does; durations are in seconds. https://protobuf.dev/programming-guides/json/
 */
export function readProtoJson(schema: SchemaNode, value: unknown): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.map((item) => readPart(items, item)) : value;
  }
  if (!isObject(value)) return readScalar(schema, value);
  const { properties, additionalProperties } = schema;
  if (!properties) {
    if (!isObject(additionalProperties)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readPart(additionalProperties, item)]));
  }
  return readMessage(properties, value);
}

/** A message without what says nothing in it. */
const readPart = (schema: SchemaNode, value: unknown): unknown => {
  const read = readProtoJson(schema, value);
  if (!schema.properties || !isObject(read)) return read;
  return Object.fromEntries(Object.entries(read).filter(([key, item]) => !isZero(schema.properties?.[key], item)));
};

function isZero(schema: SchemaNode | undefined, value: unknown): boolean {
  return value === '' || value === 0 || (value !== undefined && value === schema?.enum?.[0]);
}

function readMessage(
  properties: Readonly<Record<string, SchemaNode>>,
  value: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const out: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties)) {
    const item = value[name] ?? value[originalName(name)];
    if (item !== undefined && item !== null) out[name] = readPart(schema, item);
  }
  return out;
}

/** Patterns of durations have their units. */
const DURATION = '(ns|us|';

const originalName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function readScalar(schema: SchemaNode, value: unknown): unknown {
  const isNumber = schema.type === 'integer' || schema.type === 'number';
  if (isNumber && typeof value === 'string' && /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(value)) return Number(value);
  if (schema.pattern?.includes(DURATION) && typeof value === 'string') {
    const nanos = parseDuration(value);
    return nanos === undefined ? value : formatDuration(nanos);
  }
  if (schema.enum && typeof value === 'number') return schema.enum[value] ?? value;
  return value;
}
