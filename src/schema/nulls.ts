import { isObject } from '../model/decode.js';
import type { SchemaNode } from './node.js';

/**
 * A value without the fields and map entries that are null and mustn't be: the API server drops them before it looks at
 * anything else. Entries of lists stay. Gives the value itself where there is nothing to drop.
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting-and-nullable
 */
export function withoutNulls(node: SchemaNode, value: unknown): unknown {
  if (Array.isArray(value)) {
    const { items } = node;
    return items
      ? changed(
          value,
          value.map((item) => withoutNulls(items, item)),
        )
      : value;
  }
  if (!isObject(value)) return value;
  const kept = Object.entries(value).flatMap(([key, child]): [string, unknown][] => {
    const schema = schemaOf(node, key);
    if (!schema) return [[key, child]];
    return child === null && !schema.nullable ? [] : [[key, withoutNulls(schema, child)]];
  });
  const same = kept.length === Object.keys(value).length && kept.every(([key, child]) => child === value[key]);
  return same ? value : Object.fromEntries(kept);
}

/** The schema of a field of an object, or of an entry of a map; undefined for a field that isn't known. */
export function schemaOf({ properties = {}, additionalProperties }: SchemaNode, key: string): SchemaNode | undefined {
  if (Object.hasOwn(properties, key)) return properties[key];
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

function changed<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  return after.every((item, i) => item === before[i]) ? before : after;
}
