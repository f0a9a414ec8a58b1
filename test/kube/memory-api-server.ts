import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KINDS } from '../../src/model/kinds/index.js';

export interface StoredObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [key: string]: unknown;
}

export interface MemoryServer {
  readonly kubeconfig: string;
  /** `METHOD path`, of what changed something. */
  readonly changes: readonly string[];
  object(kind: string, name: string): StoredObject | undefined;
  close(): Promise<void>;
}

const ENTRIES = Object.values(KINDS);

function collectionOf({ apiVersion, kind, metadata }: StoredObject): string {
  const entry = ENTRIES.find((e) => e.kind === kind);
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${base}${entry?.namespaced ? `/namespaces/${metadata.namespace}` : ''}/${entry?.plural}`;
}

/** Groups, versions and kinds, as the API server tells them. */
function discovery(path: string): unknown {
  const groups = [...new Set(ENTRIES.map(({ group }) => group))].filter(Boolean);
  if (path === '/apis') {
    return {
      groups: groups.map((name) => ({ name, versions: [{ version: 'v1' }], preferredVersion: { version: 'v1' } })),
    };
  }
  const [, group] = /^\/apis\/([^/]+)\/v1$/.exec(path) ?? (path === '/api/v1' ? ['', ''] : []);
  if (group === undefined) return undefined;
  return {
    resources: ENTRIES.filter((e) => e.group === group).map(({ plural }) => ({ name: plural, verbs: ['list', 'get'] })),
  };
}

/**
 * An API server that keeps objects in memory, with a kubeconfig of it: it lists, reads, takes what is applied as the whole
 * object, and deletes.
 */
export async function startMemoryServer(objects: readonly StoredObject[]): Promise<MemoryServer> {
  const stored = new Map(objects.map((o) => [`${collectionOf(o)}/${o.metadata.name}`, o]));
  const changes: string[] = [];
  const get = (path: string): unknown => {
    const known = discovery(path) ?? stored.get(path);
    if (known) return known;
    const plural = path.split('/').at(-1);
    if (!ENTRIES.some((e) => e.plural === plural)) return undefined;
    const all = [...stored].filter(([key]) => key.split('/').at(-2) === plural).map(([, object]) => object);
    return { items: all.map(({ kind: _, apiVersion: _v, ...rest }) => rest) };
  };
  const answer = (method: string, path: string, body: string): unknown => {
    if (method === 'GET') return get(path);
    changes.push(`${method} ${path}`);
    if (method === 'DELETE') return stored.delete(path) ? {} : undefined;
    const object: StoredObject = JSON.parse(body);
    stored.set(path, object);
    return object;
  };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname } = new URL(request.url ?? '/', 'http://server');
      const found = answer(request.method ?? 'GET', pathname, Buffer.concat(chunks).toString());
      response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(found ?? { message: 'not here' }));
    });
  });
  // A connection that is kept is not closed after some seconds: a test may pause for longer, and ask by it again.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const folder = mkdtempSync(join(tmpdir(), 'memory-server-'));
  const kubeconfig = join(folder, 'config');
  const config = {
    clusters: [{ name: 'memory', cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: 'tester', user: { token: 'sesame' } }],
    contexts: [{ name: 'memory', context: { cluster: 'memory', user: 'tester' } }],
    'current-context': 'memory',
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  return {
    kubeconfig,
    changes,
    object: (kind, name) => [...stored.values()].find((o) => o.kind === kind && o.metadata.name === name),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}
