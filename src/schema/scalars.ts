import type { Path } from '../model/resource.js';
import { suggest } from '../model/suggest.js';
import { textOf } from '../model/text.js';
import { textLength } from './cel.js';
import { FORMATS, hasFormat } from './formats.js';
import { meantValue } from './meant.js';
import type { SchemaNode } from './node.js';
import type { SchemaProblem } from './types.js';

/** Is a value of the type that a schema asks for? A whole number is an integer however it is written. */
export function hasType(node: SchemaNode, value: unknown): boolean {
  if (node['x-kubernetes-int-or-string']) return typeof value === 'string' || Number.isSafeInteger(value);
  switch (node.type) {
    case undefined:
      return true;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      // Beyond 64 bits the API server reads a number as a float.
      return typeof value === 'bigint' || (Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 63);
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint';
    default:
      return typeof value === node.type;
  }
}

export function typeProblem(node: SchemaNode, value: unknown, path: Path): SchemaProblem {
  const wanted = node['x-kubernetes-int-or-string'] ? 'an integer or a string' : (WANTED[node.type ?? ''] ?? 'a value');
  const suggestion = meantValue(node, value);
  const quote =
    node.type === 'string' && typeof value === 'boolean'
      ? ' (words such as yes and off are that in YAML: quote it)'
      : '';
  return {
    path,
    kind: 'type',
    text: `${wanted} was expected, found ${spell(value)}${quote}`,
    ...(suggestion !== undefined && { suggestion }),
  };
}

const WANTED: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'true or false',
};

/** What is wrong with a text, number or truth value of the right type; one problem at most. */
export function scalarProblem(node: SchemaNode, value: unknown, path: Path): SchemaProblem | undefined {
  const { enum: values, format } = node;
  if (values && !values.some((v) => v === value)) return enumProblem(values, value, path);
  if (format && !hasFormat(format, value))
    return { path, kind: 'format', text: `${spell(value)} is not ${FORMATS[format]?.wants ?? format}` };
  if (typeof value === 'number') return numberProblem(node, value, path);
  if (typeof value === 'string') return textProblem(node, value, path);
  return undefined;
}

function enumProblem(values: readonly string[], value: unknown, path: Path): SchemaProblem {
  const suggestion = suggest(textOf(value), values);
  return {
    path,
    kind: 'enum',
    text: `${spell(value)} is none of ${values.map((v) => v || '""').join(', ')}`,
    ...(suggestion && { suggestion }),
  };
}

function numberProblem(node: SchemaNode, value: number, path: Path): SchemaProblem | undefined {
  const { minimum, maximum } = node;
  const low = minimum !== undefined && value < minimum;
  if (!low && !(maximum !== undefined && value > maximum)) return undefined;
  return { path, kind: 'limit', text: `${value} is ${low ? `less than ${minimum}` : `more than ${maximum}`}` };
}

function textProblem(node: SchemaNode, value: string, path: Path): SchemaProblem | undefined {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = node;
  const length = value.length < minLength || value.length > maxLength ? textLength(value) : value.length;
  if (length === 0 && minLength > 0) return { path, kind: 'limit', text: 'must not be empty' };
  if (length < minLength)
    return { path, kind: 'limit', text: `${length} characters are less than the ${minLength} that are needed` };
  if (length > maxLength)
    return { path, kind: 'limit', text: `${length} characters are more than the ${maxLength} that are allowed` };
  if (pattern !== undefined && !patternOf(pattern).test(value)) {
    const words = node['x-pattern-words'];
    return {
      path,
      kind: 'pattern',
      text: `${spell(value)} ${words ? `is not ${words}` : `does not match ${pattern}`}`,
    };
  }
  return undefined;
}

/** The patterns are those of the schemas, never a user's. */
function patternOf(pattern: string): RegExp {
  let compiled = PATTERNS.get(pattern);
  if (!compiled) {
    compiled = new RegExp(pattern, 'u');
    PATTERNS.set(pattern, compiled);
  }
  return compiled;
}

const PATTERNS = new Map<string, RegExp>();
const SHOWN_CHARACTERS = 60;

/** A value as a message shows it: `string "x"`, `number 5`, `list`, `null`. */
function spell(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return `${typeof value === 'bigint' ? 'number' : typeof value} ${String(value)}`;
  const shown = value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}...` : value;
  return `string ${JSON.stringify(shown)}`;
}
