import { isObject } from '../model/decode.js';
import { UserError } from '../model/errors.js';
import type { KubeClient } from './client.js';
import { ApiError } from './errors.js';
import { type ApiObject, describeObject, objectPath } from './resources.js';

/** Who owns the fields that are written here. https://kubernetes.io/docs/reference/using-api/server-side-apply/#managers */
export const FIELD_MANAGER = 'meshwright';

/** An object as the API server has it. */
export type LiveObject = Readonly<Record<string, unknown>>;

/** A field that somebody else set to another value. */
export interface FieldConflict {
  readonly field: string;
  readonly manager: string;
}

/** The refusal to take over fields of others. */
export class ConflictError extends UserError {
  constructor(
    readonly object: ApiObject,
    readonly conflicts: readonly FieldConflict[],
  ) {
    const fields = conflicts.map(({ field, manager }) => `${field} (set by ${manager})`).join(', ');
    const hint = '--force-conflicts takes these fields over';
    super('failed', `${describeObject(object)} is in conflict with others: ${fields}`, hint);
  }
}

export interface ApplyOptions {
  /** Takes over the fields of others. */
  readonly force?: boolean;
  /** Asks what would come out and changes nothing. */
  readonly dryRun?: boolean;
  /** Whose fields they are; ours without it. */
  readonly manager?: string;
}

/**
 * Makes an object what it should be, by server-side apply: it is created or changed, and fields that an earlier apply set
 * and this one doesn't are dropped. Doing it twice is as good as once.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/
 * @returns the object as it is now, or would be
 * @throws ConflictError where others own fields, ApiError for any other refusal.
 */
export async function applyObject(
  client: KubeClient,
  object: ApiObject,
  { force = false, dryRun = false, manager = FIELD_MANAGER }: ApplyOptions = {},
): Promise<LiveObject> {
  const ask = {
    what: `apply ${describeObject(object)}`,
    query: { fieldManager: manager, force: String(force), ...(dryRun && { dryRun: 'All' }) },
    body: object,
    contentType: 'application/apply-patch+yaml',
  };
  try {
    return asObject(await client.send('PATCH', objectPath(object), ask));
  } catch (error) {
    throw error instanceof ApiError ? explainRefusal(error, object) : error;
  }
}

/** Some refusals have a way out that the server doesn't tell. */
function explainRefusal(error: ApiError, object: ApiObject): UserError {
  const conflicts = error.status === 409 ? conflictsOf(error) : [];
  if (conflicts.length > 0) return new ConflictError(object, conflicts);
  if (error.status !== 422 || !/immutable|cannot change/.test(error.message)) return error;
  const { name, namespace } = object.metadata;
  const words = `kubectl delete ${object.kind.toLowerCase()} ${name}${namespace ? ` -n ${namespace}` : ''}`;
  return new ApiError(
    422,
    error.message,
    `the field can't be changed; delete the object, the next run makes it: ${words}`,
  );
}

/** The object as the server has it; undefined when it has none. @throws ApiError for any other refusal. */
export async function readObject(client: KubeClient, object: ApiObject): Promise<LiveObject | undefined> {
  return unlessGone(async () =>
    asObject(await client.get(objectPath(object), { what: `read ${describeObject(object)}` })),
  );
}

/**
 * Deletes an object, and what belongs to it. With `foreground` it stays, marked, until all of that is gone.
 * https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 * @returns whether there was one.
 */
export async function deleteObject(
  client: KubeClient,
  object: ApiObject,
  { foreground = false }: { readonly foreground?: boolean } = {},
): Promise<boolean> {
  const body = { propagationPolicy: foreground ? 'Foreground' : 'Background' };
  const what = `delete ${describeObject(object)}`;
  const answer = await unlessGone(() => client.send('DELETE', objectPath(object), { what, body }));
  return answer !== undefined;
}

const TOUCH = 'install.meshwright.io/touched';

/** Sets an annotation and takes it away again, so that whoever watches the object looks at it once more. */
export async function touchObject(client: KubeClient, object: ApiObject): Promise<void> {
  for (const value of ['true', null]) {
    await client.send('PATCH', objectPath(object), {
      what: `touch ${describeObject(object)}`,
      query: { fieldManager: FIELD_MANAGER },
      body: { metadata: { annotations: { [TOUCH]: value } } },
      contentType: 'application/merge-patch+json',
    });
  }
}

async function unlessGone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** The server says `conflict with "MANAGER" using apps/v1` of each field. */
function conflictsOf({ causes }: ApiError): readonly FieldConflict[] {
  return causes
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ field, message }) => ({ field, manager: /conflict with "([^"]*)"/.exec(message)?.[1] ?? message }));
}

function asObject(answer: unknown): LiveObject {
  return isObject(answer) ? answer : {};
}
