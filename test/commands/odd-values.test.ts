import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from './command-run.js';

const folder = mkdtempSync(join(tmpdir(), 'odd-values-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const file = (...documents: readonly unknown[]) => {
  const path = join(folder, `${files++}.yaml`);
  writeFileSync(path, documents.map((document) => JSON.stringify(document)).join('\n---\n'));
  return path;
};

/** What `String` makes nothing of, where a text belongs. */
const NO_TEXT = { toString: null };
const object = (apiVersion: string, kind: string, metadata: object, rest: object = {}) => ({
  apiVersion,
  kind,
  metadata,
  ...rest,
});
const operator = (spec: object) => object('install.istio.io/v1alpha1', 'IstioOperator', { name: 'a' }, { spec });
const service = (spec: object) => object('v1', 'Service', { name: 'web', namespace: 'shop' }, { spec });
const POD = object('v1', 'Pod', { name: 'web-0', namespace: 'shop' }, { spec: { containers: [{ name: 'app' }] } });
const configMap = object('v1', 'ConfigMap', { name: 'a', namespace: 'shop' });
const injector = object(
  'admissionregistration.k8s.io/v1',
  'MutatingWebhookConfiguration',
  { name: 'istio-sidecar-injector', labels: { app: 'sidecar-injector' } },
  {
    webhooks: [
      {
        name: 'rev.namespace.sidecar-injector.istio.io',
        clientConfig: { service: { name: NO_TEXT, namespace: NO_TEXT } },
        namespaceSelector: { matchLabels: { 'istio-injection': 'enabled' } },
      },
    ],
  },
);
const listener = file(service({ ports: [{ name: 'http', port: 80 }] }), {
  ...POD,
  spec: { containers: [{ name: 'istio-proxy' }] },
  status: { phase: 'Running', podIP: '10.0.0.1' },
});
const injection = (mesh: object, values: object) => [
  ...[
    '--injectConfigFile',
    file({ policy: 'enabled', templates: { sidecar: '{{ .ProxyImage }}{{ .MeshConfig.TrustDomain }}' } }),
  ],
  ...['--meshConfigFile', file(mesh), '--valuesFile', file(values)],
];
const sectionOf = (type: string, rest: object) => ({ '@type': `type.googleapis.com/envoy.admin.v3.${type}`, ...rest });
const listenersOf = (value: object) =>
  sectionOf('ListenersConfigDump', { dynamicListeners: [{ activeState: { listener: value } }] });
const routesOf = (value: object) => sectionOf('RoutesConfigDump', { dynamicRouteConfigs: [{ routeConfig: value }] });

describe('values of another type than anybody writes', () => {
  it.each<readonly [string, number, string, readonly string[], unknown?]>([
    [
      'a name',
      65,
      'Namespace {...}: metadata.name',
      ['translate', '-f', '-'],
      object('v1', 'Namespace', { name: NO_TEXT }),
    ],
    ['a kind', 0, '', ['validate', '-f', '-'], object('v1', 'x', { name: 'a' }, { kind: NO_TEXT })],
    ['a port', 1, 'port {...} has no name', ['validate', '-f', '-'], service({ ports: [{ port: NO_TEXT }] })],
    ['a protocol', 1, 'guesses', ['validate', '-f', '-'], service({ ports: [{ port: 80, protocol: NO_TEXT }] })],
    ['a tag', 1, 'tag {"toString":null}', ['validate', '-f', '-'], operator({ tag: NO_TEXT })],
    ['the service of a webhook', 79, '{...}/{...}', ['analyze', '-A', '--snapshot', '-'], injector],
    [
      'a list of namespaces',
      0,
      '[...]',
      ['manifest', 'generate', '--force', '-f', '-', '--set', 'components.cni.enabled=true'],
      operator({ values: { cni: { excludeNamespaces: [[NO_TEXT]] } } }),
    ],
    [
      'the path of an overlay',
      0,
      '',
      ['manifest', 'generate', '--force', '-f', '-'],
      operator({
        components: {
          pilot: {
            k8s: { overlays: [{ kind: 'Deployment', name: 'istiod', patches: [{ path: NO_TEXT, value: 1 }] }] },
          },
        },
      }),
    ],
    [
      'a namespace of a manifest',
      2,
      'metadata.namespace is no text',
      ['manifest', 'diff', '-', file(configMap)],
      object('v1', 'ConfigMap', { name: 'a', namespace: NO_TEXT }),
    ],
    [
      'labels of a manifest',
      2,
      'metadata.labels is no object',
      ['manifest', 'diff', '-', file(configMap)],
      object('v1', 'ConfigMap', { name: 'a', labels: 'a' }),
    ],
    [
      'the name of what is injected',
      65,
      ' {...}',
      ['kube-inject', '-f', '-', ...injection({}, {})],
      object('v1', 'Pod', { name: NO_TEXT }, { spec: { containers: [NO_TEXT] } }),
    ],
    ['a tag of values', 65, '', ['kube-inject', '-f', '-', ...injection({}, { global: { tag: NO_TEXT } })], POD],
    [
      'a text of MeshConfig',
      65,
      '',
      [
        'kube-inject',
        '-f',
        '-',
        ...injection(
          { trustDomain: NO_TEXT, defaultConfig: { concurrency: NO_TEXT, proxyMetadata: { a: NO_TEXT } } },
          {},
        ),
      ],
      POD,
    ],
    [
      'the name of a provider',
      0,
      '',
      [
        'translate',
        '-f',
        listener,
        '--mesh-config',
        file({ extensionProviders: [{ name: NO_TEXT }], defaultProviders: { tracing: ['a'] } }),
      ],
    ],
    [
      'a listener of a dump',
      2,
      'a message was expected, found a boolean',
      [
        'diff',
        '--live',
        'web-0.shop',
        '-f',
        listener,
        '--file',
        file({ configs: [listenersOf({ name: 'a', address: true })] }),
      ],
    ],
    [
      'the type of a section',
      1,
      '',
      [
        'diff',
        '--live',
        'web-0.shop',
        '-f',
        listener,
        '--file',
        file({ configs: [{ '@type': NO_TEXT }, listenersOf({ name: 'a' })] }),
      ],
    ],
    [
      'a version of Envoy',
      0,
      '{...}.38.0',
      ['pc', 'bootstrap', '-o', 'short', '-f', '-'],
      {
        configs: [
          sectionOf('BootstrapConfigDump', {
            bootstrap: {
              node: { id: 'a', userAgentBuildVersion: { version: { majorNumber: NO_TEXT, minorNumber: 38 } } },
            },
          }),
        ],
      },
    ],
    [
      'a virtual host without domains',
      0,
      '',
      ['simulate', '-f', '-', 'GET', 'http://a/'],
      {
        configs: [
          listenersOf({ name: 'a', useOriginalDst: true }),
          routesOf({ name: '80', virtualHosts: [{ name: 'a' }] }),
        ],
      },
    ],
    [
      'a listener filter without a type',
      0,
      '',
      ['simulate', '-f', '-', '--inbound', 'GET', 'https://a/'],
      {
        configs: [
          listenersOf({
            name: 'virtualInbound',
            address: { socketAddress: { address: '0.0.0.0', portValue: 15006 } },
            trafficDirection: 'INBOUND',
            useOriginalDst: true,
            listenerFilters: [
              { name: 'a', typedConfig: {} },
              { name: 'b', typedConfig: { '@type': 7 } },
            ],
          }),
        ],
      },
    ],
  ])('%s', async (_what, exit, said, argv, stdin = {}) => {
    const { exit: ended, out, err } = await runCommand(argv, JSON.stringify(stdin));
    expect(err).not.toContain('bug in meshwright');
    expect({ ended, said: (out + err).includes(said) || out + err }).toEqual({ ended: exit, said: true });
  });
});

it('colours of a name are nothing that the summary passes on', async () => {
  const named = JSON.parse(readFileSync(listener, 'utf8').split('---')[0] ?? '');
  const red = { ...named, metadata: { name: '\u001b[31mweb', namespace: 'shop' } };
  const pod = {
    ...POD,
    spec: { containers: [{ name: 'istio-proxy' }] },
    status: { phase: 'Running', podIP: '10.0.0.1' },
  };
  const { out } = await runCommand(['translate', '-o', 'summary', '-f', file(red, pod)]);
  expect(out).toContain('\\x1b[31mweb');
});
