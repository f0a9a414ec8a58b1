import type { Budget } from './budget.js';
import { isTrue } from './convert.js';
import { ValueError } from './error.js';
import { sortedKeys } from './print-value.js';
import { wellFormed } from './text.js';
import { fieldType, isFloat } from './types.js';
import { GoList, GoMap, GoNumber, GoPointer, GoStruct, typeName, type Value } from './values.js';

/** How JSON is laid out. */
export interface JsonStyle {
  /** Escapes `<`, `>` and `&`, as Go does unless told otherwise. */
  readonly html: boolean;
  /** Blanks a level, on lines of their own; none for one line. */
  readonly indent?: string;
}

const ESCAPES: Readonly<Record<string, string>> = { '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const SPECIAL = /["\\\u0000-\u001f\u2028\u2029]/g;
const SPECIAL_HTML = /["\\\u0000-\u001f\u2028\u2029<>&]/g;

function escapeChar(char: string): string {
  if (char === '"' || char === '\\') return `\\${char}`;
  return ESCAPES[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A text as Go's encoding/json writes it. */
export const jsonText = (value: string, html: boolean): string =>
  `"${wellFormed(value).replace(html ? SPECIAL_HTML : SPECIAL, escapeChar)}"`;

function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) throw new ValueError(`${value} can't be written as JSON`);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The fewest digits that tell a float32 apart. */
function jsonFloat32(value: number): string {
  for (let p = 1; p < 10; p++) {
    const text = Number(value.toPrecision(p));
    if (Math.fround(text) === value) return jsonNumber(text);
  }
  return jsonNumber(value);
}

/**
 * A value as Go's encoding/json writes it: keys of maps sorted, fields of structs by their names in JSON.
 * @throws ValueError for what JSON can't hold
 */
export function writeJson(value: Value, style: JsonStyle, budget: Budget, indent = ''): string {
  budget.spend(1);
  if (indent.length > 20_000) throw new RangeError('nested too deep');
  const deeper = `${indent}${style.indent ?? ' '}`;
  const wrap = (open: string, parts: readonly string[], close: string): string => {
    if (parts.length === 0) return open + close;
    const body =
      style.indent === undefined ? parts.join(',') : `\n${parts.map((p) => deeper + p).join(',\n')}\n${indent}`;
    budget.make(body.length);
    return open + body + close;
  };
  const colon = style.indent === undefined ? ':' : ': ';
  switch (typeof value) {
    case 'string':
      budget.make(value.length);
      return jsonText(value, style.html);
    case 'number':
      return jsonNumber(value);
    case 'boolean':
    case 'bigint':
      return String(value);
    default:
  }
  if (value === null) return 'null';
  if (value.type.jsonIsText) return jsonText(value.type.text?.(value) ?? '', style.html);
  if (value instanceof GoNumber) {
    return isFloat(value.type.kind) ? jsonFloat32(Number(value.value)) : String(value.value);
  }
  if (value instanceof GoPointer)
    return value.target === undefined ? 'null' : writeJson(value.target, style, budget, indent);
  if (value instanceof GoList) {
    if (value.isNil) return 'null';
    return wrap(
      '[',
      value.items.map((item) => writeJson(item, style, budget, deeper)),
      ']',
    );
  }
  const entries =
    value instanceof GoMap ? mapEntries(value) : value instanceof GoStruct ? structEntries(value) : undefined;
  if (!entries) throw new ValueError(`${typeName(value)} can't be written as JSON`);
  if (value instanceof GoMap && value.isNil) return 'null';
  const parts = entries.map(
    ([key, item]) => jsonText(key, style.html) + colon + writeJson(item, style, budget, deeper),
  );
  return wrap('{', parts, '}');
}

const mapEntries = (map: GoMap): (readonly [string, Value])[] =>
  sortedKeys(map).map((key) => [key, map.entries.get(key) ?? null]);

/** The fields that are written: empty ones may be left out, those of embedded structs stand among the others. */
export function structEntries(struct: GoStruct): (readonly [string, Value])[] {
  return (struct.type.fields ?? []).flatMap((field) => {
    const value = struct.fields.get(field.name) ?? null;
    if (field.embedded && value instanceof GoStruct) return structEntries(value);
    const leftOut = field.json === '-' || (field.omitEmpty && fieldType(field).kind !== 'struct' && !isTrue(value));
    return leftOut ? [] : [[field.json, value] as const];
  });
}
