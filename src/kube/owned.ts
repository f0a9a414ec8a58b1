import { isObject } from '../model/decode.js';
import type { KubeClient } from './client.js';
import { ApiError } from './errors.js';
import { type ListOptions, listAll } from './list.js';
import { mapPool } from './pool.js';
import { type ApiObject, collectionPath, type WrittenKind } from './resources.js';

const WIDTH = 8;

/**
 * All objects of the kinds that a label selector chooses, in all namespaces, kinds in the order given. Kinds that the server
 * doesn't serve have none.
 * @throws ApiError where the user may not list a kind.
 */
export async function listLabelled(
  client: KubeClient,
  kinds: readonly WrittenKind[],
  labelSelector: string,
): Promise<readonly ApiObject[]> {
  const found = await mapPool(kinds, WIDTH, (kind) => listKind(client, kind, { labelSelector }));
  return found.flat();
}

/** All objects of a kind, of one namespace or of all; none where the server doesn't serve it. */
export async function listKind(
  client: KubeClient,
  kind: WrittenKind,
  { namespace, ...options }: Omit<ListOptions, 'noun'> & { readonly namespace?: string },
): Promise<readonly ApiObject[]> {
  try {
    const items = await listAll(client, collectionPath(kind, namespace), { ...options, noun: kind.plural });
    return items.flatMap((item) => asObject(item, kind));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    // Who has few rights is refused what the server doesn't even have.
    if (error instanceof ApiError && error.status === 403 && !(await isServed(client, kind))) return [];
    throw error;
  }
}

/** Whether the server has a kind, which everybody may ask; true where it doesn't tell. https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api */
async function isServed(client: KubeClient, { apiVersion, plural }: WrittenKind): Promise<boolean> {
  if (!apiVersion.includes('/')) return true;
  try {
    const answer = await client.get(`/apis/${apiVersion}`, { what: `see what ${apiVersion} has` });
    const resources = isObject(answer) && Array.isArray(answer['resources']) ? answer['resources'] : [];
    return resources.some((row) => isObject(row) && row['name'] === plural);
  } catch (error) {
    if (error instanceof ApiError) return error.status !== 404;
    throw error;
  }
}

/** Items of a list carry no kind of their own. */
export function asObject(item: Record<string, unknown>, { apiVersion, kind }: WrittenKind): ApiObject[] {
  const { metadata } = item;
  if (!isObject(metadata) || typeof metadata['name'] !== 'string') return [];
  const { name, namespace } = metadata;
  return [
    { ...item, apiVersion, kind, metadata: { ...metadata, name, ...(typeof namespace === 'string' && { namespace }) } },
  ];
}
