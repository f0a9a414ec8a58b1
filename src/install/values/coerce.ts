import type { SchemaNode } from '../../schema/node.js';
import type { Assignment, Step } from './set.js';

/** The schema of what a path leads to; undefined where the schema leaves it open or has no such field. */
export function schemaAt(root: SchemaNode, path: readonly Step[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  for (const step of path) {
    if (!node) return undefined;
    if (typeof step === 'number') node = node.items;
    else if (node.properties && Object.hasOwn(node.properties, step)) node = node.properties[step];
    else node = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
  }
  return node;
}

/**
 * The value of an assignment. What the schema says the field is decides how its text is read: `tag=1.10` stays a text.
 * Elsewhere numbers, booleans and null are what they look like, as Helm has it.
 * https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
 */
export function coerce({ value }: Assignment, node: SchemaNode | undefined): unknown {
  if (typeof value !== 'string') return value.map((item) => scalar(item, node?.items));
  if (node?.type === 'array' && value !== 'null') return [scalar(value, node.items)];
  return scalar(value, node);
}

function scalar(text: string, node: SchemaNode | undefined): unknown {
  if (text === 'null') return null;
  if (node?.type === 'string') return text;
  if (text === 'true') return true;
  if (text === 'false') return false;
  const open = node?.type === undefined && node?.['x-kubernetes-int-or-string'] !== true;
  // Without a schema a number with a fraction or a leading zero may as well be a version.
  const numeric = open ? /^(0|-?[1-9]\d{0,14})$/ : /^-?(0|[1-9]\d*)(\.\d+)?$/;
  return numeric.test(text) ? Number(text) : text;
}
