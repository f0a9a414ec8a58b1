import { isObject } from '../model/decode.js';
import type { KubeObject, Tree } from './types.js';

/** What becomes of an object: `adopt` leaves it as it is, but from then on its fields are ours. */
export type Action = 'create' | 'change' | 'adopt' | 'keep' | 'delete';

/** One object of a plan: what is asked for, what the cluster has, and what it would have after. */
export interface PlannedObject {
  readonly action: Action;
  readonly object: KubeObject;
  readonly before?: Tree;
  readonly after?: Tree;
  /** Paths of fields that change, as `spec.replicas`. */
  readonly changes: readonly string[];
}

/** Metadata that the server keeps for itself. */
const BOOKKEEPING = new Set([
  'managedFields',
  'resourceVersion',
  'generation',
  'uid',
  'creationTimestamp',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);

/** An object without its status and the server's bookkeeping: what two states are compared by. */
export function withoutBookkeeping(object: Tree): Tree {
  const { status: _, metadata, ...rest } = object;
  const kept = Object.entries(isObject(metadata) ? metadata : {}).filter(([key]) => !BOOKKEEPING.has(key));
  const { apiVersion, kind, ...fields } = rest;
  return { apiVersion, kind, metadata: Object.fromEntries(kept), ...fields };
}

/**
 * What becomes of an object, from the cluster's object (none: undefined) and the one that a dry run gives.
 * @param manager whose fields the applied ones become.
 */
export function planObject(
  object: KubeObject,
  before: Tree | undefined,
  after: Tree | undefined,
  manager: string,
): PlannedObject {
  if (!before) return { action: 'create', object, ...(after && { after }), changes: [] };
  const changes = changedPaths(withoutBookkeeping(before), withoutBookkeeping(after ?? before));
  const owned =
    after === undefined || changedPaths(ownedFields(before, manager), ownedFields(after, manager)).length === 0;
  const action = changes.length > 0 ? 'change' : owned ? 'keep' : 'adopt';
  return { action, object, before, ...(after && { after }), changes };
}

/** An object that goes, as the cluster has it. */
export function planDeletion(object: KubeObject): PlannedObject {
  return { action: 'delete', object, before: object, changes: [] };
}

/** The fields that a manager applied. https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */
function ownedFields(object: Tree, manager: string): unknown {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const entries: readonly unknown[] = Array.isArray(metadata['managedFields']) ? metadata['managedFields'] : [];
  const own = entries.find((e) => isObject(e) && e['manager'] === manager && e['operation'] === 'Apply');
  return isObject(own) ? own['fieldsV1'] : undefined;
}

/** Paths at which two values differ: the deepest ones, lists as a whole when their lengths differ. */
export function changedPaths(before: unknown, after: unknown, path = ''): string[] {
  if (Object.is(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, i) => changedPaths(item, after[i], `${path}[${i}]`));
  }
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => changedPaths(before[key], after[key], join(path, key)));
  }
  return [path];
}

function join(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** Whether anything would be different after. */
export function changesAnything(planned: readonly PlannedObject[]): boolean {
  return planned.some(({ action }) => action !== 'keep');
}
