import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { runCommand } from './command-run.js';

const folder = mkdtempSync(join(tmpdir(), 'diff-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function file(...documents: readonly object[]): string {
  const path = join(folder, `${files++}.yaml`);
  writeFileSync(path, documents.map((document) => stringify(document)).join('---\n'));
  return path;
}

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { clusterIP: '10.0.0.1', ports: [{ name: 'http', port: 80 }], selector: { app: 'web' } },
};
const pod = (name: string, ip: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: 'web' } },
  spec: { containers: [{ name: 'istio-proxy' }] },
  status: { phase: 'Running', podIP: ip },
});
const pods = [1, 2, 3, 4].map((n) => pod(`web-${n}`, `10.1.0.${n}`));
const routes = (timeout: string, apiVersion = 'networking.istio.io/v1') => ({
  apiVersion,
  kind: 'VirtualService',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { hosts: ['web'], http: [{ timeout, route: [{ destination: { host: 'web' } }] }] },
});
const base = file(service, ...pods, routes('3s'));
const head = file(service, ...pods, routes('5s'));
const diff = (...args: string[]) => runCommand(['diff', ...args]);

describe('diff of two sets of files', () => {
  it('shows nothing where only order, API version and spelling differ', async () => {
    const other = file(routes('3000ms', 'networking.istio.io/v1alpha3'), ...[...pods].reverse(), service);
    for (const format of ['text', 'json', 'markdown']) {
      const ended = await diff('--base', base, '--head', other, '-o', format);
      expect([ended.exit, ended.err]).toEqual([0, '0 of 4 proxies changed\n']);
    }
    expect((await diff('--base', base, '--head', other)).out).toBe('');
  });

  it('tells once what many proxies share, with the places in the files', async () => {
    const { exit, out, err } = await diff('--base', base, '--head', head, '-o', 'json');
    expect([exit, err]).toEqual([1, '4 of 4 proxies changed\n']);
    const { resources } = JSON.parse(out);
    expect(resources).toHaveLength(1);
    const [{ type, names, proxies, changes }] = resources;
    expect([type, names, proxies.length]).toEqual(['route', ['80'], 4]);
    expect(changes.map((c: { path: string }) => c.path.split('.').at(-1))).toEqual(['timeout', 'maxGrpcTimeout']);
    expect([changes[0].before, changes[0].after]).toEqual(['3s', '5s']);
    expect(changes[0].from.before[0]).toMatch(`${base}:`);
    expect(changes[0].from.after[0]).toMatch(`${head}:`);
  });

  it('fits a pull request as markdown, and a terminal as text', async () => {
    const markdown = (await diff('--base', base, '--head', head, '-o', 'markdown')).out;
    expect(markdown).toContain('### Proxy configuration: 4 of 4 proxies changed\n');
    expect(markdown).toContain('#### route `80`\n');
    expect(markdown).toMatch(/```diff\n- .*timeout: 3s\n\+ .*timeout: 5s\n/);
    const text = (await diff('--base', base, '--head', head)).out;
    expect(text).toMatch(/^route 80 in 4 proxies: web-1\.shop, web-2\.shop, web-3\.shop, \.\.\. \(1 more\)\n/);
    expect(text).toContain('routes[0].route.timeout: 3s -> 5s\n');
  });

  it('names proxies that come and go', async () => {
    const { exit, out, err } = await diff('--base', base, '--head', file(service, routes('3s'), ...pods.slice(1)));
    expect([exit, err]).toEqual([1, '0 of 3 proxies changed, 1 removed\n']);
    expect(out).toBe('- proxy web-1.shop\n');
  });

  it('compares only the proxies that are named', async () => {
    const { err } = await diff('--base', base, '--head', head, '--proxy', 'web-2.shop');
    expect(err).toBe('1 of 1 proxy changed\n');
    expect((await diff('--base', base, '--head', head, '--proxy', 'web-9.shop')).err).toContain('did you mean web-');
  });

  it('ends with 2 for trouble', async () => {
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, 'a: [b');
    const wrong = [
      [],
      ['--base', base],
      ['--base', base, '--head', broken],
      ['--base', base, '--head', head, '-f', base],
      ['--base', base, '--head', head, '-o', 'xml'],
      ['--file', base],
      ['--live', '-f', base],
      ['stray'],
    ];
    for (const args of wrong) expect((await diff(...args)).exit, args.join(' ')).toBe(2);
  });
});

describe('diff of a cluster and files', () => {
  it('lays the files over it', async () => {
    const { exit, out } = await diff('--snapshot', base, '-f', file(routes('9s')));
    expect(exit).toBe(1);
    expect(out).toContain('routes[0].route.timeout: 3s -> 9s\n');
    expect((await diff('--snapshot', base, '-f', file(routes('3s')))).exit).toBe(0);
  });
});

describe('diff --live', () => {
  const type = (name: string) => `type.googleapis.com/envoy.admin.v3.${name}ConfigDump`;

  /** A dump of an Envoy that has exactly the translation, changed by `edit` and spelled as Envoy does. */
  async function dumpOf(proxy: string, edit: (snapshot: Record<string, Record<string, unknown>[]>) => void = () => {}) {
    const { out } = await runCommand(['translate', '-f', base, '--proxy', proxy, '-o', 'json']);
    const snapshot = JSON.parse(out).proxies[0];
    edit(snapshot);
    const dump = {
      configs: [
        {
          '@type': type('Bootstrap'),
          bootstrap: { node: { id: `sidecar~10.1.0.1~${proxy}~shop.svc.cluster.local` } },
        },
        {
          '@type': type('Clusters'),
          static_clusters: [{ cluster: { name: 'sds-grpc' } }],
          dynamic_active_clusters: snapshot.clusters.map((cluster: object) => ({ cluster })),
        },
        {
          '@type': type('Listeners'),
          static_listeners: [{ listener: { name: 'prometheus' } }],
          dynamic_listeners: snapshot.listeners.map((listener: object) => ({ active_state: { listener } })),
        },
        {
          '@type': type('Routes'),
          static_route_configs: [{ route_config: { name: 'inline' } }],
          dynamic_route_configs: snapshot.routes.map((route_config: object) => ({ route_config })),
        },
        {
          '@type': type('Endpoints'),
          dynamic_endpoint_configs: [
            { endpoint_config: { cluster_name: 'BlackHoleCluster', policy: { overprovisioning_factor: 140 } } },
            ...snapshot.endpoints.map((endpoint_config: object) => ({ endpoint_config })),
          ],
        },
      ],
    };
    const path = join(folder, `dump-${files++}.json`);
    writeFileSync(path, JSON.stringify(snakeCase(dump)));
    return path;
  }

  /** Field names as Envoy's admin interface writes them, where they aren't data. */
  function snakeCase(value: unknown, data = false): unknown {
    if (Array.isArray(value)) return value.map((item) => snakeCase(item, data));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        const name = data || key.includes('.') ? key : key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
        return [
          name,
          snakeCase(inner, data || key === 'filterMetadata' || (key === 'match' && 'transportSocket' in value)),
        ];
      }),
    );
  }

  it('shows nothing of a proxy that has what it should', async () => {
    const { exit, out, err } = await diff('--live', '--file', await dumpOf('web-1.shop'), '-f', base);
    expect({ exit, out, err }).toEqual({ exit: 0, out: '', err: '0 of 1 proxy changed\n' });
  });

  it('shows exactly the field that differs', async () => {
    const dump = await dumpOf('web-1.shop', ({ clusters = [] }) => {
      const cluster = clusters.find(({ name }) => name === 'outbound|80||web.shop.svc.cluster.local');
      if (cluster) cluster['connectTimeout'] = '77s';
    });
    const { exit, out } = await diff('--live', 'web-1.shop', '--file', dump, '-f', base, '-o', 'json');
    expect(exit).toBe(1);
    const { resources } = JSON.parse(out);
    expect(resources).toHaveLength(1);
    expect(resources[0].changes).toMatchObject([{ path: 'connectTimeout', before: '77s', after: '10s' }]);
  });

  it('compares an Envoy that runs on a bootstrap with what the bootstrap would be', async () => {
    const { out } = await runCommand(['translate', '-f', base, '--proxy', 'web-1.shop', '-o', 'envoy']);
    const { listeners, clusters } = JSON.parse(out).staticResources;
    const write = (of: readonly object[]) => {
      const path = join(folder, `dump-${files++}.json`);
      const section = (name: string, field: string, list: readonly object[]) => ({
        '@type': type(name),
        [field]: list,
      });
      const configs = [
        section(
          'Listeners',
          'staticListeners',
          of.map((listener) => ({ listener })),
        ),
        section(
          'Clusters',
          'staticClusters',
          clusters.map((cluster: object) => ({ cluster })),
        ),
      ];
      writeFileSync(path, JSON.stringify({ configs }));
      return path;
    };
    const same = await diff('--live', 'web-1.shop', '--file', write(listeners), '-f', base);
    expect([same.exit, same.out]).toEqual([0, '']);
    const less = await diff('--live', 'web-1.shop', '--file', write(listeners.slice(1)), '-f', base);
    expect([less.exit, less.out.match(/^listener /gm)?.length]).toEqual([1, 1]);
  });
});
