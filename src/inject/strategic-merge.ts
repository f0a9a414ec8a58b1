import { isObject } from '../model/decode.js';
import { shapeOf } from './shapes/index.js';
import type { FieldType } from './shapes/shape.js';

/*
 * The strategic merge of Kubernetes, by which a template's output is laid over a pod: maps are united, lists of named things by their key, other
 * lists are replaced. https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/#use-a-strategic-merge-patch-to-update-a-deployment
 */
type Tree = Readonly<Record<string, unknown>>;

/** Keys of a patch that say how to merge. */
const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DIRECTIVES = /^\$(patch$|retainKeys$|setElementOrder\/|deleteFromPrimitiveList\/)/;

const isDirective = (key: string): boolean => key.charCodeAt(0) === DOLLAR && DIRECTIVES.test(key);
const DOLLAR = 36;

/** A patch laid over an object of a shape. Nothing is changed in place; parts may be shared. */
export function mergeStrategic(shape: string | undefined, original: Tree, patch: Tree): Tree {
  if (patch[DIRECTIVE] === 'replace') return cleanTree(patch);
  if (patch[DIRECTIVE] === 'delete') return {};
  const fields = shape === undefined ? undefined : shapeOf(shape).fields;
  const out: Record<string, unknown> = {};
  const retained = retainedKeys(patch);
  for (const [key, value] of Object.entries(original)) if (!retained || retained.has(key)) define(out, key, value);
  for (const [key, value] of Object.entries(patch)) {
    if (isDirective(key)) continue;
    if (value === null) delete out[key];
    else define(out, key, mergeValue(fields?.get(key)?.type, Object.hasOwn(out, key) ? out[key] : undefined, value));
  }
  dropFromPrimitives(out, patch);
  return out;
}

/** Sets a key whatever its name. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

function retainedKeys(patch: Tree): ReadonlySet<unknown> | undefined {
  const keys = patch[RETAIN_KEYS];
  return Array.isArray(keys) ? new Set(keys) : undefined;
}

function dropFromPrimitives(out: Record<string, unknown>, patch: Tree): void {
  for (const [key, value] of Object.entries(patch)) {
    if (key.charCodeAt(0) !== DOLLAR) continue;
    const [, name] = /^\$deleteFromPrimitiveList\/(.+)$/.exec(key) ?? [];
    const list = name === undefined ? undefined : out[name];
    if (name !== undefined && Array.isArray(list) && Array.isArray(value)) {
      out[name] = list.filter((item) => !value.includes(item));
    }
  }
}

function mergeValue(type: FieldType | undefined, original: unknown, patch: unknown): unknown {
  if (isObject(patch)) return isObject(original) ? mergeStrategic(structName(type), original, patch) : clean(patch);
  if (!Array.isArray(patch)) return patch;
  const key = type?.kind === 'list' ? type.mergeKey : undefined;
  const before: readonly unknown[] = Array.isArray(original) ? original : [];
  if (key === undefined) return patch.map(clean);
  if (key === '.') return [...new Set([...before, ...patch])];
  return mergeNamed(type?.kind === 'list' ? structName(type.item) : undefined, key, before, patch);
}

const structName = (type: FieldType | undefined): string | undefined =>
  type?.kind === 'struct' ? type.name : undefined;

/** What a patch adds where there was nothing: without directives and nulls. The very same object where it has none of them. */
function clean(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(clean);
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (!isObject(value)) return value;
  if (value[DIRECTIVE] === 'delete') return {};
  let changed = false;
  const entries: (readonly [string, unknown])[] = [];
  for (const [key, item] of Object.entries(value)) {
    const kept = item === null || isDirective(key) ? undefined : clean(item);
    changed ||= kept !== item;
    if (kept !== undefined) entries.push([key, kept]);
  }
  return changed ? Object.fromEntries(entries) : value;
}

function cleanTree(value: Tree): Tree {
  const found = clean(value);
  return isObject(found) ? found : {};
}

/** A list of things that are the same when their key is. */
function mergeNamed(
  shape: string | undefined,
  key: string,
  before: readonly unknown[],
  patch: readonly unknown[],
): unknown[] {
  const items = patch.filter(isObject);
  if (items.some((item) => item[DIRECTIVE] === 'replace' && !Object.hasOwn(item, key))) {
    return items.filter((item) => item[DIRECTIVE] !== 'replace').map(clean);
  }
  const places = new Map<unknown, number>();
  before.forEach((item, i) => {
    if (isObject(item) && !places.has(item[key])) places.set(item[key], i);
  });
  const gone = new Set(items.filter((item) => item[DIRECTIVE] === 'delete').map((item) => item[key]));
  const merged = new Map<unknown, { readonly value: unknown; readonly place: number | undefined }>();
  for (const item of items) {
    if (gone.has(item[key])) continue;
    const place = places.get(item[key]);
    const earlier = merged.get(item[key])?.value ?? (place === undefined ? undefined : before[place]);
    merged.set(item[key], { value: isObject(earlier) ? mergeStrategic(shape, earlier, item) : clean(item), place });
  }
  const own = before
    .map((value, place) => ({ value, place }))
    .filter(({ value }) => {
      const name = isObject(value) ? value[key] : value;
      return !gone.has(name) && !merged.has(name);
    });
  return interleave(own, [...merged.values()]);
}

interface Placed {
  readonly value: unknown;
  /** Where it was in the original list. */
  readonly place: number | undefined;
}

/**
 * What the patch names keeps the patch's order, the rest its own: an item of the rest goes before what stood behind it, and after all that is new.
 */
function interleave(rest: readonly Placed[], patched: readonly Placed[]): unknown[] {
  const out: unknown[] = [];
  let i = 0;
  for (const item of patched) {
    for (let next = rest[i]; next && item.place !== undefined && (next.place ?? 0) < item.place; next = rest[++i])
      out.push(next.value);
    out.push(item.value);
  }
  for (const item of rest.slice(i)) out.push(item.value);
  return out;
}
