import { isObject } from '../../model/decode.js';
import { UserError } from '../../model/errors.js';
import { textOf } from '../../model/text.js';

/** A step into an object: a key, an index, the entry of a list by one of its fields, or by its own value. */
type Step =
  | { readonly key: string }
  | { readonly index: number }
  | { readonly field: string; readonly value: string }
  | { readonly item: string };

/**
 * Splits the path of an overlay patch: `spec.template.spec.containers.[name:discovery].args.[30m]`. Dots within brackets or
 * behind a backslash belong to the key.
 * https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/#K8sObjectOverlay-PathValue
 */
export function parsePatchPath(path: string): readonly Step[] {
  return (path.match(/\[(?:\\.|[^\]])*\]|(?:\\.|[^.[\\])+/g) ?? []).map((part): Step => {
    const plain = (text: string) => text.replace(/\\(.)/g, '$1');
    if (!part.startsWith('[')) return { key: plain(part) };
    const inner = part.slice(1, -1);
    if (/^-?\d+$/.test(inner)) return { index: Number(inner) };
    const colon = inner.indexOf(':');
    if (colon > 0) return { field: plain(inner.slice(0, colon)), value: plain(inner.slice(colon + 1)) };
    return { item: plain(inner.startsWith(':') ? inner.slice(1) : inner) };
  });
}

/**
 * A copy of an object with the value at a path replaced; undefined deletes it. Objects on the way are made; an entry of a
 * list must be there, index -1 adds one.
 * @throws UserError (data) when the path leads nowhere, naming the object.
 */
export function patchAt(node: unknown, steps: readonly Step[], value: unknown, where: string): unknown {
  const [step, ...rest] = steps;
  if (!step) return value;
  if ('key' in step) return patchKey(node, step.key, rest, value, where);
  if (!Array.isArray(node)) throw new UserError('data', `${where}: there is no list before ${describe(step)}`);
  const at = indexOf(node, step);
  if (at < 0 || at > node.length) throw new UserError('data', `${where}: no entry ${describe(step)} in the list`);
  const changed = patchAt(node[at], rest, value, where);
  const list: unknown[] = [...node];
  if (changed === undefined) list.splice(at, 1);
  else list[at] = changed;
  return list;
}

function patchKey(node: unknown, key: string, rest: readonly Step[], value: unknown, where: string): unknown {
  if (key === '__proto__') throw new UserError('data', `${where}: ${key} is no field`);
  if (node !== undefined && node !== null && !isObject(node)) {
    throw new UserError('data', `${where}: what is before ${key} is no object`);
  }
  const changed = patchAt(isObject(node) ? node[key] : undefined, rest, value, where);
  const copy: Record<string, unknown> = isObject(node) ? { ...node } : {};
  if (changed === undefined) delete copy[key];
  else copy[key] = changed;
  return copy;
}

function indexOf(list: readonly unknown[], step: Exclude<Step, { key: string }>): number {
  if ('index' in step) return step.index === -1 ? list.length : step.index;
  if ('item' in step) return list.findIndex((entry) => textOf(entry) === step.item);
  return list.findIndex((entry) => isObject(entry) && textOf(entry[step.field]) === step.value);
}

function describe(step: Exclude<Step, { key: string }>): string {
  if ('index' in step) return `[${step.index}]`;
  return 'item' in step ? `[${step.item}]` : `[${step.field}:${step.value}]`;
}
