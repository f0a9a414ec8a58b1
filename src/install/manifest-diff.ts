import { isObject } from '../model/decode.js';
import { objectId } from './order.js';
import type { KubeObject, Tree } from './types.js';

/** Two objects of the same name, or one that the other side doesn't have. They are unlike. */
export interface ObjectPair {
  /** `Kind namespace/name` */
  readonly id: string;
  readonly before?: Tree;
  readonly after?: Tree;
}

/**
 * What two manifests differ in, in the order of names; the order of objects and of keys makes no difference. Of two objects with one
 * name in a manifest the last counts, as it does when both are applied.
 */
export function diffManifests(before: readonly KubeObject[], after: readonly KubeObject[]): readonly ObjectPair[] {
  const [left, right] = [byIdentity(before), byIdentity(after)];
  const keys = [...new Set([...left.keys(), ...right.keys()])].sort();
  return keys.flatMap((key): ObjectPair[] => {
    const [a, b] = [left.get(key), right.get(key)];
    const named = a ?? b;
    if (!named) return [];
    const pair = {
      id: objectId(named),
      ...(a && { before: sortedKeys(a) }),
      ...(b && { after: sortedKeys(b) }),
    };
    return a && b && JSON.stringify(pair.before) === JSON.stringify(pair.after) ? [] : [pair];
  });
}

/** The group is part of the name, its version isn't: the same object is served in several. */
function byIdentity(objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> {
  return new Map(
    objects.map((object) => [`${objectId(object)} ${object.apiVersion.replace(/\/?[^/]*$/, '')}`, object]),
  );
}

/** The same object with all keys in order, those that name it first. */
function sortedKeys(object: KubeObject): Tree {
  const { apiVersion, kind, metadata, ...rest } = object;
  return { apiVersion, kind, metadata: sorted(metadata), ...sortedEntries(rest) };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  return isObject(value) ? sortedEntries(value) : value;
}

function sortedEntries(value: Tree): Tree {
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}
