import { isObject } from './decode.js';
import type { Path } from './resource.js';

/**
 * A change to a document, told by paths into the document as it is before any edit of the same set:
 * `rename-key` gives the last key of the path another name, `set` another scalar, and `wrap` puts the value one level deeper, below a new key
 * (`20` -> `value: 20`).
 */
export type Edit =
  | { readonly op: 'rename-key'; readonly path: Path; readonly key: string }
  | { readonly op: 'set'; readonly path: Path; readonly value: string }
  | { readonly op: 'wrap'; readonly path: Path; readonly key: string };

/** A copy of a value with edits made. Edits whose path leads nowhere change nothing. */
export function applyEdits(value: unknown, edits: readonly Edit[]): unknown {
  // Keys are renamed last, the deepest first, so that every path still leads to what it meant.
  const deepestFirst = [...edits].sort((a, b) => b.path.length - a.path.length);
  const renames = deepestFirst.filter((edit) => edit.op === 'rename-key');
  const others = deepestFirst.filter((edit) => edit.op !== 'rename-key');
  return [...others, ...renames].reduce((result, edit) => applyAt(result, edit.path, edit), value);
}

function applyAt(value: unknown, [step, ...rest]: Path, edit: Edit): unknown {
  if (step === undefined) return edit.op === 'set' ? edit.value : edit.op === 'wrap' ? { [edit.key]: value } : value;
  if (Array.isArray(value)) return value.map((item, i) => (i === step ? applyAt(item, rest, edit) : item));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => {
    if (key !== String(step)) return [key, inner];
    if (rest.length === 0 && edit.op === 'rename-key') return [edit.key, inner];
    return [key, applyAt(inner, rest, edit)];
  });
  return Object.fromEntries(entries);
}
