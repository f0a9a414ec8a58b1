import { suggest } from '../model/suggest.js';
import { choicesOf } from './choices.js';
import type { SchemaNode } from './node.js';

/** A field as it is explained: what it takes, and the fields within. */
export interface FieldFacts {
  readonly name: string;
  /** As `string`, `[]Object`, `map[string]integer`. */
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
  readonly values: readonly string[];
  /** Limits, formats, choices and rules, one sentence each. */
  readonly limits: readonly string[];
  readonly fields: readonly FieldFacts[];
}

/** A path that leads nowhere: the part of it that is there, the part that isn't, and what may have been meant. */
export interface NoField {
  readonly parent: string;
  readonly missing: string;
  readonly suggestion?: string;
  readonly fields: readonly string[];
}

/**
 * The facts of the field at a path: `spec.http.match`. Indices (`http[0]`) are passed over; of a list and of a map, the
 * fields of what they hold are meant. `depth` says how many levels of fields within are listed.
 */
export function explainField(root: SchemaNode, name: string, path: string, depth: number): FieldFacts | NoField {
  let node = root;
  let required = false;
  let last = name;
  const gone: string[] = [];
  for (const step of stepsOf(path)) {
    const holder = elementOf(node);
    const { properties = {} } = holder;
    const next = Object.hasOwn(properties, step) ? properties[step] : undefined;
    if (!next) return noField(properties, [name, ...gone].join('.'), step);
    required = holder.required?.includes(step) ?? false;
    node = next;
    last = step;
    gone.push(step);
  }
  return factsOf(last, node, required, depth);
}

function stepsOf(path: string): string[] {
  return path
    .replace(/\[[^\]]*\]|\{\}/g, '')
    .split('.')
    .filter(Boolean);
}

function noField(properties: Readonly<Record<string, SchemaNode>>, parent: string, missing: string): NoField {
  const fields = Object.keys(properties);
  const suggestion = suggest(missing, fields);
  return { parent, missing, fields, ...(suggestion !== undefined && { suggestion }) };
}

/** What a list or map holds, or the node itself. */
function elementOf(node: SchemaNode): SchemaNode {
  if (node.items) return elementOf(node.items);
  if (typeof node.additionalProperties === 'object') return elementOf(node.additionalProperties);
  return node;
}

function factsOf(name: string, node: SchemaNode, required: boolean, depth: number): FieldFacts {
  const element = elementOf(node);
  const fields = depth > 0 ? Object.entries(element.properties ?? {}) : [];
  return {
    name,
    type: typeOf(node),
    required,
    description: node.description ?? element.description ?? '',
    values: element.enum ?? [],
    limits: element === node ? limitsOf(node) : [...limitsOf(node), ...limitsOf(element)],
    fields: fields.map(([key, child]) => factsOf(key, child, element.required?.includes(key) ?? false, depth - 1)),
  };
}

function typeOf(node: SchemaNode): string {
  if (node['x-kubernetes-int-or-string']) return 'IntOrString';
  if (node.type === 'array') return `[]${node.items ? typeOf(node.items) : 'Object'}`;
  if (typeof node.additionalProperties === 'object') return `map[string]${typeOf(node.additionalProperties)}`;
  return node.type === 'object' || node.type === undefined ? 'Object' : node.type;
}

function limitsOf(node: SchemaNode): string[] {
  const range = (least: number | undefined, most: number | undefined, of: string) =>
    least === undefined && most === undefined
      ? []
      : [
          `${of}: ${least === undefined ? `at most ${most}` : most === undefined ? `at least ${least}` : `${least} to ${most}`}`,
        ];
  return [
    ...(node.format ? [`format: ${node.format}`] : []),
    ...range(node.minimum, node.maximum, 'value'),
    ...range(node.minLength, node.maxLength, 'characters'),
    ...range(node.minItems ?? node.minProperties, node.maxItems ?? node.maxProperties, 'entries'),
    ...(node.pattern ? [`pattern: ${node.pattern}`] : []),
    ...choicesOf(node).map(
      ({ fields, mayBeNone }) => `${mayBeNone ? 'at most' : 'exactly'} one of: ${fields.join(', ')}`,
    ),
    ...(node['x-kubernetes-validations'] ?? []).map(({ message }) => `rule: ${message}`),
  ];
}
