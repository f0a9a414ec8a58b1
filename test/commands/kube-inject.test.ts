import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitDocuments } from '../../src/sources/documents.js';
import { parseDocument } from '../../src/sources/yaml-values.js';
import { runCommand } from './command-run.js';

const SERVICE = `# a service
apiVersion: v1
kind: Service
metadata: {name: web}   # as it was
`;
const deployment = (
  name: string,
  metadata = '{labels: {app: web}}',
  spec = '{containers: [{name: app, image: app}]}',
) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: ${metadata}, spec: ${spec}}
`;

const TEMPLATE = `spec:
  containers:
  - name: istio-proxy
    image: "{{ .ProxyImage }}"
    env:
    {{- range $key, $value := .ProxyConfig.ProxyMetadata }}
    - {name: {{ $key }}, value: "{{ $value }}"}
    {{- end }}
`;
const CONFIG = JSON.stringify({ templates: { sidecar: TEMPLATE } });
const VALUES = JSON.stringify({ global: { hub: 'hub', tag: 'tag' } });
const MESH = 'defaultConfig: {proxyMetadata: {A: mesh, B: mesh, C: mesh}}';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kube-inject-'));
  const configMap = (name: string, data: object) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'istio-system' },
    data,
  });
  const proxyConfig = (name: string, namespace: string, spec: object) => ({
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'ProxyConfig',
    metadata: { name, namespace },
    spec,
  });
  const objects = [
    configMap('istio-sidecar-injector-canary', { config: CONFIG, values: VALUES }),
    configMap('istio-canary', { mesh: MESH }),
    proxyConfig('root', 'istio-system', { environmentVariables: { B: 'root', C: 'root' } }),
    proxyConfig('web', 'shop', { selector: { matchLabels: { app: 'web' } }, environmentVariables: { C: 'pod' } }),
  ];
  await writeFile(file('cluster.yaml'), objects.map((o) => JSON.stringify(o)).join('\n---\n'));
  await writeFile(file('config.yaml'), CONFIG);
  await writeFile(file('values.json'), VALUES);
  await writeFile(file('mesh.yaml'), MESH);
});
afterAll(() => rm(folder, { recursive: true }));

const file = (name: string) => join(folder, name);
const files = () => [
  '--injectConfigFile',
  file('config.yaml'),
  '--valuesFile',
  file('values.json'),
  '--meshConfigFile',
  file('mesh.yaml'),
];
const inject = (text: string, ...args: string[]) => runCommand(['kube-inject', '-f', '-', ...args], text);
const documents = (text: string) =>
  splitDocuments({ name: '-', text }).map(({ start, end }) => text.slice(start, end).replace(/^\n/, ''));

describe('kube-inject', () => {
  it('keeps the order, and what has no pods byte for byte', async () => {
    const stream = `${SERVICE}---\n${deployment('a')}---\n# only words\n---\n${deployment('b')}`;
    const { exit, out, err } = await inject(stream, ...files());
    expect(exit).toBe(0);
    const [service, a, words, b] = documents(out);
    expect([service, words]).toEqual([SERVICE, '# only words\n']);
    expect([parseDocument(a ?? ''), parseDocument(b ?? '')]).toMatchObject([
      { metadata: { name: 'a' } },
      { metadata: { name: 'b' } },
    ]);
    expect(err).toBe(
      'Deployment a.shop: injected: nothing says otherwise\nDeployment b.shop: injected: nothing says otherwise\n',
    );
  });

  it('injects the items of a list, and leaves a list of one kind as it is', async () => {
    const items = (...texts: string[]) =>
      `apiVersion: v1\nkind: List\nitems:\n${texts.map((t) => `- ${JSON.stringify(parseDocument(t))}\n`).join('')}`;
    const { out } = await inject(items(SERVICE, deployment('a')), ...files());
    expect(parseDocument(documents(out)[0] ?? '')).toMatchObject({
      kind: 'List',
      items: [
        { kind: 'Service' },
        {
          spec: {
            template: { spec: { containers: [{ name: 'app' }, { name: 'istio-proxy', image: 'hub/proxyv2:tag' }] } },
          },
        },
      ],
    });
    const pods = items(deployment('a')).replace('kind: List', 'kind: DeploymentList');
    expect((await inject(pods, ...files())).out).toBe(`${pods}---\n`);
  });

  it('writes a list without pods as an API client does', async () => {
    const { out } = await inject(
      'apiVersion: v1\nkind: List\nmetadata: {resourceVersion: ""}\nitems: [{kind: Service}]\n',
      ...files(),
    );
    expect(parseDocument(documents(out)[0] ?? '')).toEqual({
      apiVersion: 'v1',
      kind: 'List',
      metadata: {},
      items: [{ kind: 'Service' }],
    });
  });

  it('takes a template by itself for a configuration', async () => {
    await writeFile(file('template.yaml'), TEMPLATE);
    const args = files().map((arg) => (arg === file('config.yaml') ? file('template.yaml') : arg));
    expect((await inject(deployment('a'), ...args)).out).toBe((await inject(deployment('a'), ...files())).out);
  });

  it.each([['just words'], ['- a']])('refuses what is no object: %s', async (text) => {
    expect(await inject(text, ...files())).toMatchObject({ exit: 65, err: expect.stringContaining('-:1: an object') });
  });

  it.each([
    ['{annotations: {sidecar.istio.io/inject: "false"}}', undefined, 'annotation sidecar.istio.io/inject: false'],
    ['{labels: {sidecar.istio.io/inject: "false"}}', undefined, 'label sidecar.istio.io/inject: false'],
    ['{}', '{hostNetwork: true, containers: []}', 'its pods use the network of their node'],
  ])('says why it leaves alone: %s %s', async (metadata, spec, reason) => {
    const { exit, out, err } = await inject(deployment('a', metadata, spec), ...files());
    expect([exit, err]).toEqual([0, `Deployment a.shop: left alone: ${reason}\n`]);
    expect(out).not.toContain('istio-proxy');
  });

  it('injects with what a cluster has for a revision, ProxyConfigs included', async () => {
    const { exit, out } = await inject(deployment('a'), '--snapshot', file('cluster.yaml'), '--revision', 'canary');
    expect(exit).toBe(0);
    expect(parseDocument(documents(out)[0] ?? '')).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'app' },
              {
                env: [
                  { name: 'A', value: 'mesh' },
                  { name: 'B', value: 'root' },
                  { name: 'C', value: 'pod' },
                ],
              },
            ],
          },
        },
      },
    });
    const other = await inject(deployment('a'), '--snapshot', file('cluster.yaml'));
    expect(other.exit).toBe(65);
    expect(other.err).toContain('there are istio-sidecar-injector-canary');
  });

  it('injects as its own installation would', async () => {
    const { exit, out } = await inject(deployment('a'), '--offline', '--set', 'values.global.proxy.logLevel=debug');
    expect(exit).toBe(0);
    expect(out).toContain('--proxyLogLevel=debug');
  });

  it('writes a file at once, and nothing to stdout', async () => {
    const { exit, out } = await inject(deployment('a'), ...files(), '-o', file('out.yaml'));
    expect([exit, out]).toEqual([0, '']);
    expect(await readFile(file('out.yaml'), 'utf8')).toContain('istio-proxy');
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('shows what it adds, and why', async () => {
    const { out } = await inject(deployment('a'), ...files(), '--diff');
    expect(out).toContain('+++ Deployment/shop/a injected\n');
    expect(out).toContain('\n+      - env:\n');
    const explained = (await inject(deployment('a'), ...files(), '--explain')).out;
    expect(explained).toMatch(/\+ +containers\.istio-proxy\.env\.A +mesh +MeshConfig defaultConfig proxyMetadata\.A\n/);
    expect(explained).toMatch(/\+ +containers\.istio-proxy\.image +hub\/proxyv2:tag +values global\.hub\n/);
  });

  it.each([
    [
      'a wrong annotation',
      deployment('a', '{annotations: {sidecar.istio.io/proxyCPU: lots}}'),
      'Deployment a.shop: annotation sidecar.istio.io/proxyCPU',
    ],
    [
      'a template that is none',
      deployment('a', '{annotations: {inject.istio.io/templates: nosuch}}'),
      'there is no template nosuch; there are sidecar',
    ],
    [
      'a wrong ProxyConfig',
      deployment('a', '{annotations: {proxy.istio.io/config: "concurrency: many"}}'),
      'annotation proxy.istio.io/config: concurrency',
    ],
    [
      'a value of the wrong type',
      deployment('a', '{}', '{containers: [{name: a, ports: [{containerPort: "80"}]}]}'),
      'spec.template.spec.containers[0].ports[0].containerPort',
    ],
    ['what is no YAML', 'a: b: c\n', '-:8:5: not readable as YAML'],
  ])('prints nothing of a stream with %s', async (_, text, reason) => {
    const { exit, out, err } = await inject(`${deployment('fine')}---\n${text}`, ...files());
    expect([exit, out]).toEqual([65, '']);
    expect(err).toContain(reason);
  });

  it('wants something to inject', async () => {
    const { exit, err } = await runCommand(['kube-inject', ...files()]);
    expect(exit).toBe(64);
    expect(err).toContain('-f');
  });
});
