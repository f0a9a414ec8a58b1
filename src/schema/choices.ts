import type { Path } from '../model/resource.js';
import type { Condition, SchemaNode } from './node.js';
import type { SchemaProblem } from './types.js';

/**
 * Choices of a schema that an object doesn't keep: fields of which only one may be set. A choice is spelled as a oneOf of
 * `required`, with a `not` where none of them may be set too.
 */
export function brokenChoices(
  node: SchemaNode,
  object: Readonly<Record<string, unknown>>,
  path: Path,
): SchemaProblem[] {
  return choicesOf(node).flatMap((choice) => {
    const { fields, mayBeNone } = choice;
    const set = fields.filter((field) => Object.hasOwn(object, field));
    if (set.length === 1 || (set.length === 0 && mayBeNone)) return [];
    const text =
      set.length > 1
        ? `only one of ${fields.join(', ')} may be set, found ${set.join(' and ')}`
        : `one of ${fields.join(', ')} is required`;
    return [{ path, kind: 'choice' as const, text }];
  });
}

/** Fields of which only one may be set, in groups. */
export function choicesOf(node: SchemaNode): { readonly fields: readonly string[]; readonly mayBeNone: boolean }[] {
  return [node, ...(node.allOf ?? [])].flatMap(({ oneOf }: { oneOf?: readonly Condition[] }) => {
    if (!oneOf) return [];
    const fields = oneOf.flatMap((branch) => branch.required ?? []);
    return [{ fields, mayBeNone: oneOf.some((branch) => branch.not) }];
  });
}
