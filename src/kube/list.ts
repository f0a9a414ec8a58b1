import { isObject } from '../model/decode.js';
import type { KubeClient } from './client.js';
import { ApiError } from './errors.js';

const PAGE = 500;

export interface ListOptions {
  /** What is listed, for messages: `pods`. */
  readonly noun: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
  /** Only names, labels and the like. https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables */
  readonly metadataOnly?: boolean;
}

const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/**
 * Lists a collection page by page, so that never more than one page of raw objects is held.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 * @throws ApiError for a refusal.
 */
export async function* listPages(
  client: KubeClient,
  path: string,
  options: ListOptions,
): AsyncGenerator<readonly Record<string, unknown>[], void, undefined> {
  let next: string | undefined;
  do {
    const query = {
      limit: String(PAGE),
      ...(options.fieldSelector && { fieldSelector: options.fieldSelector }),
      ...(options.labelSelector && { labelSelector: options.labelSelector }),
      ...(next && { continue: next }),
    };
    const page = await getPage(client, path, query, options);
    const items = page['items'];
    yield Array.isArray(items) ? items.filter(isObject) : [];
    const metadata = isObject(page['metadata']) ? page['metadata'] : {};
    next = typeof metadata['continue'] === 'string' && metadata['continue'] ? metadata['continue'] : undefined;
  } while (next);
}

/** The whole collection; for what is known to be small. */
export async function listAll(
  client: KubeClient,
  path: string,
  options: ListOptions,
): Promise<readonly Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  for await (const page of listPages(client, path, options)) all.push(...page);
  return all;
}

async function getPage(
  client: KubeClient,
  path: string,
  query: Readonly<Record<string, string>>,
  options: ListOptions,
): Promise<Record<string, unknown>> {
  const ask = { what: `list ${options.noun}`, ...(options.metadataOnly && { accept: METADATA }) };
  try {
    return asPage(await client.get(path, { ...ask, query }));
  } catch (error) {
    // The snapshot that the pages come from is too old: the server hands out a token that goes on in a newer one.
    if (!(error instanceof ApiError) || error.status !== 410 || !error.continueToken) throw error;
    return asPage(await client.get(path, { ...ask, query: { ...query, continue: error.continueToken } }));
  }
}

function asPage(answer: unknown): Record<string, unknown> {
  return isObject(answer) ? answer : {};
}
