import type { Budget } from './budget.js';
import { ValueError } from './error.js';
import { formatFloat } from './float.js';
import { structEntries } from './json.js';
import { GoList, GoMap, GoNumber, GoPointer, GoStruct, typeName, type Value } from './values.js';
import { compareKeys } from './yaml-keys.js';
import { isComplexKey, yamlText } from './yaml-scalar.js';

/** Where a node stands: the indent of the collection around it, and the column that its line has reached. */
interface Place {
  readonly indent: number;
  readonly column: number;
}

/**
 * A value as YAML the way `sigs.k8s.io/yaml` writes it, with a line's end: block style, keys sorted, two blanks a level,
 * lists not indented within maps, texts quoted where YAML 1.1 would read something else.
 * @throws ValueError for what JSON can't hold
 */
export function writeYaml(value: Value, budget: Budget): string {
  const plain = resolve(value, budget);
  if (!isBlock(plain)) return `${scalar(plain, { indent: 0, column: 0 }, 2)}\n`;
  return `${block(plain, 0, budget)}\n`;
}

type Plain = null | boolean | string | bigint | number | readonly Plain[] | PlainMap;
interface PlainMap {
  readonly entries: readonly (readonly [string, Plain])[];
}

/** What JSON would make of a value: structs are maps, pointers what they point to. */
function resolve(value: Value, budget: Budget, depth = 0): Plain {
  budget.spend(1);
  if (depth > 10_000) throw new RangeError('nested too deep');
  if (typeof value === 'number' && !Number.isFinite(value)) throw new ValueError(`${value} can't be written as YAML`);
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'string') budget.make(value.length);
    return value;
  }
  if (value.type.jsonIsText) return value.type.text?.(value) ?? '';
  if (value instanceof GoNumber) return value.value;
  if (value instanceof GoPointer) return value.target === undefined ? null : resolve(value.target, budget, depth);
  if (value instanceof GoList) return value.isNil ? null : value.items.map((item) => resolve(item, budget, depth + 1));
  const entries =
    value instanceof GoMap ? [...value.entries] : value instanceof GoStruct ? structEntries(value) : undefined;
  if (!entries) throw new ValueError(`${typeName(value)} can't be written as YAML`);
  if (value instanceof GoMap && value.isNil) return null;
  const plain = entries.map(([key, item]) => [key, resolve(item, budget, depth + 1)] as const);
  return { entries: plain.sort(([a], [b]) => compareKeys(a, b)) };
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);
const isMap = (value: Plain): value is PlainMap => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list or map that has something in it. */
const isBlock = (value: Plain): value is readonly Plain[] | PlainMap =>
  isList(value) ? value.length > 0 : isMap(value) && value.entries.length > 0;

/** Lines of a list or map whose first line's indent is already written. */
function block(value: readonly Plain[] | PlainMap, indent: number, budget: Budget): string {
  const lines = isList(value)
    ? value.map((item) => `- ${nested(item, indent, budget)}`)
    : value.entries.map(([key, item]) => entry(key, item, indent, budget));
  const text = lines.join(`\n${' '.repeat(indent)}`);
  budget.make(text.length);
  return text;
}

/** What follows `- `, `? ` or `: ` on the same line. */
function nested(value: Plain, indent: number, budget: Budget): string {
  if (isBlock(value)) return block(value, indent + 2, budget);
  return scalar(value, { indent, column: indent + 2 }, indent + 2);
}

function entry(key: string, value: Plain, indent: number, budget: Budget): string {
  if (isComplexKey(key)) {
    return `? ${nested(key, indent, budget)}\n${' '.repeat(indent)}: ${nested(value, indent, budget)}`;
  }
  const name = yamlText(key, indent, -1);
  if (!isBlock(value)) return `${name}: ${scalar(value, { indent, column: indent + name.length + 2 }, indent + 2)}`;
  const inner = isList(value) ? indent : indent + 2;
  return `${name}:\n${' '.repeat(inner)}${block(value, inner, budget)}`;
}

function scalar(value: Plain, place: Place, indent: number): string {
  if (typeof value === 'string') return yamlText(value, place.column, indent);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'object' && value !== null) return isList(value) ? '[]' : '{}';
  return String(value);
}

/** Whole numbers without exponent as long as 64 bits hold them. */
function numberText(value: number): string {
  if (!Number.isInteger(value) || Math.abs(value) >= 1e21) return formatFloat(value, 'g', -1);
  const int = BigInt(String(value));
  return int >= -(2n ** 63n) && int < 2n ** 64n ? String(int) : formatFloat(value, 'g', -1);
}
