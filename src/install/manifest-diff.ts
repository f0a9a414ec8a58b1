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

const COMPONENT = 'operator.istio.io/component';
const REVISION = 'istio.io/rev';
const TAG = 'istio.io/tag';
/** Made by an installation, and in no manifest. */
const DEFAULT_VALIDATOR = 'istiod-default-validator';

/** Revisions whose control plane is in a manifest: of those, what else a cluster has is not wanted. */
export function controlPlaneRevisions(manifest: readonly KubeObject[]): readonly string[] {
  const labels = manifest.map(({ metadata }) => metadata.labels ?? {});
  const found = labels.flatMap((own) => (own[COMPONENT] === 'Pilot' ? (own[REVISION] ?? []) : []));
  return [...new Set(found)];
}

/**
 * What was found of those revisions that the manifest doesn't have, but for definitions of kinds and revision tags, which live on
 * their own, and for what others installed.
 */
export function installedBeside(manifest: readonly KubeObject[], found: readonly KubeObject[]): readonly KubeObject[] {
  const wanted = byIdentity(manifest);
  return found.filter((object) => {
    const labels = object.metadata.labels ?? {};
    const apart = object.kind === 'CustomResourceDefinition' || object.metadata.name === DEFAULT_VALIDATOR;
    if (apart || TAG in labels) return false;
    return labels['app.kubernetes.io/managed-by'] === 'meshwright' && !wanted.has(identityOf(object));
  });
}

function byIdentity(objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> {
  return new Map(objects.map((object) => [identityOf(object), object]));
}

/** The group is part of the name, its version isn't: the same object is served in several. */
function identityOf(object: KubeObject): string {
  return `${objectId(object)} ${object.apiVersion.replace(/\/?[^/]*$/, '')}`;
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
