import type { Path } from '../model/resource.js';
import { suggest } from '../model/suggest.js';
import { holderOf } from './meant.js';
import type { SchemaNode } from './node.js';
import type { SchemaProblem } from './types.js';

/** A field that the schema doesn't name. What was meant is one of those that aren't set yet, or one of a field within. */
export function unknownField(
  node: SchemaNode,
  object: Readonly<Record<string, unknown>>,
  path: Path,
  key: string,
): SchemaProblem {
  const free = Object.keys(node.properties ?? {}).filter((name) => !Object.hasOwn(object, name));
  const suggestion = suggest(key, free);
  const holder = suggestion === undefined ? holderOf(node, key) : undefined;
  return {
    path: [...path, key],
    kind: 'unknown',
    text: `unknown field "${shorten(key)}"${holder === undefined ? '' : `: it is a field of ${holder}`}`,
    ...(suggestion !== undefined && { suggestion }),
  };
}

/** Too few or too many entries of a list, or fields of a map. */
export function lengthProblems(node: SchemaNode, length: number, path: Path): SchemaProblem[] {
  const least = node.minItems ?? node.minProperties;
  const most = node.maxItems ?? node.maxProperties;
  if (least !== undefined && length < least)
    return [{ path, kind: 'limit', text: `at least ${least} ${entries(least)} needed, found ${length}` }];
  if (most !== undefined && length > most)
    return [{ path, kind: 'limit', text: `at most ${most} ${entries(most)} allowed, found ${length}` }];
  return [];
}

function entries(count: number): string {
  return count === 1 ? 'entry is' : 'entries are';
}

const SHOWN_CHARACTERS = 60;

function shorten(key: string): string {
  return key.length > SHOWN_CHARACTERS ? `${key.slice(0, SHOWN_CHARACTERS)}...` : key;
}
