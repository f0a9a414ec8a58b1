import { isObject } from '../../src/model/decode.js';
import { type Answer, type FakeServer, type Sent, startFakeServer } from './fake-api-server.js';

type Stored = Record<string, unknown>;

/** A fake API server that knows server-side apply well enough to be installed on: what is applied is what is there. */
export interface ApplyServer extends FakeServer {
  /** Objects by their paths. */
  readonly objects: ReadonlyMap<string, Stored>;
  /** Paths of what was changed, with the method before. */
  readonly changes: readonly string[];
}

export interface ApplyServerOptions {
  /** Deployments never have pods. */
  readonly neverReady?: boolean;
  readonly gitVersion?: string;
  /** Answers in place of the server where it gives something. */
  readonly instead?: (method: string, path: string) => Answer | undefined;
}

const COLLECTION = /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)$/;

export async function startApplyServer(options: ApplyServerOptions = {}): Promise<ApplyServer> {
  const objects = new Map<string, Stored>();
  const changes: string[] = [];
  const server = await startFakeServer((url, _seen, sent) => {
    const instead = options.instead?.(sent.method, url.pathname);
    if (instead) return instead;
    if (sent.method === 'GET') return read(url, objects, options);
    if (sent.method === 'POST') return { body: { status: { allowed: true } } };
    const dryRun = url.searchParams.has('dryRun');
    if (!dryRun) changes.push(`${sent.method} ${url.pathname}`);
    if (sent.method === 'DELETE') return objects.delete(url.pathname) ? { body: {} } : undefined;
    const applied = apply(url, sent, objects.get(url.pathname), options);
    if (!dryRun) objects.set(url.pathname, applied);
    return { body: applied };
  });
  return { ...server, objects, changes };
}

function read(url: URL, objects: ReadonlyMap<string, Stored>, options: ApplyServerOptions): Answer | undefined {
  const path = url.pathname;
  if (path === '/version') return { body: { gitVersion: options.gitVersion ?? 'v1.34.2' } };
  const known = objects.get(path);
  if (known) return { body: known };
  if (path === '/apis') return { body: { groups: [] } };
  const collection = COLLECTION.exec(path);
  if (!collection) return undefined;
  const [, base = '', namespace, plural = ''] = collection;
  const within = `${base}${namespace === undefined ? '' : `/namespaces/${namespace}`}/`;
  const items = [...objects]
    .filter(([key]) => key.startsWith(within) && key.split('/').at(-2) === plural)
    .map(([, { apiVersion: _, kind: _k, ...item }]) => item);
  return { body: { items: items.filter((item) => selected(item, url)) } };
}

function selected({ metadata }: Stored, url: URL): boolean {
  const { labels, name } = isObject(metadata) ? metadata : {};
  const has = isObject(labels) ? labels : {};
  const field = url.searchParams.get('fieldSelector');
  if (field !== null && field !== `metadata.name=${name}`) return false;
  const terms = (url.searchParams.get('labelSelector') ?? '').split(',').filter(Boolean);
  return terms.every((term) => {
    const [key = '', value] = term.split('=');
    return value === undefined ? key in has : has[key] === value;
  });
}

function apply(url: URL, { body }: Sent, before: Stored | undefined, options: ApplyServerOptions): Stored {
  const object: Stored = JSON.parse(body);
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const fieldsV1 = Object.fromEntries(Object.keys(object).map((key) => [`f:${key}`, {}]));
  const managedFields = [{ manager: url.searchParams.get('fieldManager'), operation: 'Apply', fieldsV1 }];
  const status = statusOf(String(object['kind']), options) ?? before?.['status'];
  return { ...object, metadata: { ...metadata, uid: 'u', managedFields }, ...(status !== undefined && { status }) };
}

function statusOf(kind: string, { neverReady = false }: ApplyServerOptions): unknown {
  if (kind === 'CustomResourceDefinition') return { conditions: [{ type: 'Established', status: 'True' }] };
  if (kind !== 'Deployment' || neverReady) return undefined;
  return { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
}
