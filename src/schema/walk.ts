import { isObject } from '../model/decode.js';
import type { Path } from '../model/resource.js';
import { brokenChoices } from './choices.js';
import { lengthProblems, unknownField } from './containers.js';
import { findRepeated } from './lists.js';
import { meantByRule } from './meant.js';
import type { SchemaNode } from './node.js';
import { schemaOf, withoutNulls } from './nulls.js';
import { brokenRules } from './rules.js';
import { hasType, scalarProblem, typeProblem } from './scalars.js';
import type { SchemaProblem } from './types.js';

/** Everything in which an object differs from the schema of its kind. */
export function findProblems(schema: SchemaNode, object: unknown): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  walk(schema, withoutNulls(schema, object), [], problems);
  return problems;
}

/**
 * Everything in which a value differs from its schema, in the order of the value. One fault is one problem: what stands
 * inside a value of a wrong type, and the rules over a value that has problems, aren't looked at.
 *
 * It judges as the API server does, which has dropped nulls before: a rule that can't be computed is broken; fields that the
 * schema doesn't name are problems unless it keeps them.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
function walk(node: SchemaNode, value: unknown, path: Path, problems: SchemaProblem[]): void {
  if (value === null && node.nullable) return;
  if (!hasType(node, value)) {
    problems.push(typeProblem(node, value, path));
    return;
  }
  const before = problems.length;
  let meant: ReadonlySet<string> = new Set();
  if (isObject(value)) meant = walkObject(node, value, path, problems);
  else if (Array.isArray(value)) walkList(node, value, path, problems);
  else {
    const problem = scalarProblem(node, value, path);
    if (problem) problems.push(problem);
  }
  if (problems.slice(before).some(({ kind }) => kind !== 'unknown')) return;
  const suggestion = meantByRule(node, value);
  for (const text of brokenRules(node, value, meant))
    problems.push({ path, kind: 'rule', text, ...(suggestion !== undefined && { suggestion }) });
}

/** Gives the fields that were meant by misspelt ones: nobody misses them beside. */
function walkObject(
  node: SchemaNode,
  value: Readonly<Record<string, unknown>>,
  path: Path,
  problems: SchemaProblem[],
): ReadonlySet<string> {
  const open = node.additionalProperties === true || node['x-kubernetes-preserve-unknown-fields'] === true;
  const meant = new Set<string>();
  for (const [key, child] of Object.entries(value)) {
    const schema = schemaOf(node, key);
    if (schema) walk(schema, child, [...path, key], problems);
    else if (!open && node.type === 'object') {
      const problem = unknownField(node, value, path, key);
      problems.push(problem);
      if (problem.suggestion !== undefined) meant.add(problem.suggestion);
    }
  }
  for (const field of node.required ?? []) {
    if (Object.hasOwn(value, field) || meant.has(field)) continue;
    problems.push({ path: [...path, field], kind: 'required', text: `field "${field}" is required` });
  }
  problems.push(...lengthProblems(node, Object.keys(value).length, path), ...brokenChoices(node, value, path));
  return meant;
}

function walkList(node: SchemaNode, value: readonly unknown[], path: Path, problems: SchemaProblem[]): void {
  const { items } = node;
  if (items) for (const [i, item] of value.entries()) walk(items, item, [...path, i], problems);
  problems.push(...lengthProblems(node, value.length, path));
  const keys = node['x-kubernetes-list-map-keys'];
  const repeated = keys ? findRepeated(value, keys) : -1;
  if (keys && repeated >= 0)
    problems.push({
      path: [...path, repeated],
      kind: 'rule',
      text: `an entry with the same ${keys.join(', ')} stands before it`,
    });
}
