import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { runCommand } from '../commands/command-run.js';
import { FACTOR, runs } from '../property.js';

/* Every command that reads files ends or blames the input, whatever values they have in one to three places. */
interface Node {
  [key: string]: unknown;
}

const RESOURCES: readonly Node[] = readFileSync(new URL('./resources.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const SAMPLES = new URL('../samples/', import.meta.url);
const TESTS: Node = parseDocument(readFileSync(new URL('bookshop/tests.yaml', SAMPLES), 'utf8')).toJS();
const OPERATOR: Node = {
  apiVersion: 'install.istio.io/v1alpha1',
  kind: 'IstioOperator',
  spec: {
    profile: 'minimal',
    hub: 'registry/istio',
    tag: '1',
    meshConfig: { accessLogFile: '/dev/stdout', defaultConfig: { concurrency: 2 } },
    components: {
      pilot: {
        enabled: true,
        k8s: {
          replicaCount: 2,
          env: [{ name: 'A', value: 'b' }],
          resources: { requests: { cpu: '10m' } },
          overlays: [{ kind: 'Deployment', name: 'istiod', patches: [{ path: 'spec.replicas', value: 3 }] }],
        },
      },
      ingressGateways: [
        { name: 'edge', enabled: true, label: { a: 'b' }, k8s: { service: { ports: [{ port: 80 }] } } },
      ],
      cni: { enabled: true },
    },
    values: { global: { proxy: { logLevel: 'info' }, imagePullSecrets: ['x'] }, cni: { excludeNamespaces: ['x'] } },
  },
};
const WORKLOAD: Node = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: {
    template: {
      metadata: {
        labels: { app: 'web' },
        annotations: { 'sidecar.istio.io/proxyCPU': '10m', 'prometheus.io/port': '1' },
      },
      spec: {
        serviceAccountName: 'web',
        securityContext: { fsGroup: 1 },
        volumes: [{ name: 'a', emptyDir: {} }],
        initContainers: [{ name: 'first', image: 'a' }],
        containers: [
          {
            name: 'app',
            image: 'app',
            args: ['x'],
            env: [{ name: 'A', value: 'b' }],
            ports: [{ containerPort: 80, name: 'http', protocol: 'TCP' }],
            resources: { limits: { cpu: 1 } },
            readinessProbe: { httpGet: { path: '/', port: 'http', httpHeaders: [{ name: 'a', value: 'b' }] } },
          },
        ],
      },
    },
  },
};

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 0.5, 1e99, '', '*', '(', '1s', 'a'.repeat(300), '\u001b[31m', [], {}),
  fc.constantFrom<unknown>([null], [[]], [{}], { toString: null }, [{ toString: null }], { name: {} }, { '@type': 7 }),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
);
const changes = fc.array(fc.tuple(fc.array(fc.nat(40), { minLength: 1, maxLength: 9 }), odd), {
  minLength: 1,
  maxLength: 3,
});

/** A copy with other values in the places that lists of numbers lead to: each chooses a child. */
function changed(value: Node, edits: readonly (readonly [readonly number[], unknown])[]): Node {
  const root = structuredClone(value);
  for (const [steps, put] of edits) {
    let node = root;
    for (const [i, step] of steps.entries()) {
      const keys = Object.keys(node);
      const key = keys[step % Math.max(keys.length, 1)];
      if (key === undefined) break;
      const child = node[key];
      if (i === steps.length - 1 || typeof child !== 'object' || child === null) {
        node[key] = structuredClone(put);
        break;
      }
      node = child as Node;
    }
  }
  return root;
}

const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const stream = (documents: readonly Node[]) => documents.map((d) => JSON.stringify(d)).join('\n---\n');
const BEFORE = file('before.yaml', stream(RESOURCES.slice(0, 40)));
const BOOKSHOP = new URL('bookshop/', SAMPLES).pathname;

async function expectSane(argv: readonly string[], stdin: string): Promise<void> {
  const { exit, err } = await runCommand(argv, stdin);
  expect(err).not.toContain('bug in meshwright');
  expect([0, 1, 2, 64, 65, 79]).toContain(exit);
}

const resource = fc.tuple(fc.constantFrom(...RESOURCES), changes).map(([one, edits]) => changed(one, edits));
const mesh = fc
  .array(resource, { minLength: 1, maxLength: 6 })
  .map((some) => stream([...RESOURCES.slice(0, 10), ...some]));
const mutated = (value: Node) => changes.map((edits) => JSON.stringify(changed(value, edits)));

type Argv = readonly string[] | ((text: string) => readonly string[]);
const COMMANDS: readonly (readonly [string, number, fc.Arbitrary<string>, Argv])[] = [
  ['validate', 40, mesh, ['validate', '-f', '-']],
  ['analyze', 10, mesh, ['analyze', '--use-kube=false', '-A', '-']],
  ['analyze --deep', 8, mesh, ['analyze', '--use-kube=false', '-A', '--deep', '-']],
  ['describe service', 15, mesh, ['describe', 'service', 'arena.shop', '-f', '-']],
  ['describe pod', 15, mesh, ['describe', 'pod', 'feeds-0.shop', '-f', '-']],
  ['explain', 15, mesh, ['explain', 'edge-0.istio-system', '-f', '-']],
  ['precheck', 10, mesh, ['precheck', '--snapshot', '-']],
  ['diff', 15, mesh, (text) => ['diff', '--base', BEFORE, '--head', file('after.yaml', text)]],
  ['manifest generate', 10, mutated(OPERATOR), ['manifest', 'generate', '--force', '-f', '-']],
  ['kube-inject', 40, mutated(WORKLOAD), ['kube-inject', '--offline', '-f', '-']],
  ['test', 15, mutated(TESTS), (text) => ['test', '-f', BOOKSHOP, file('tests.yaml', text)]],
];

describe('commands on files with odd values', { timeout: 60_000 * Math.max(FACTOR, 1) }, () => {
  it.each(COMMANDS)('%s', async (_name, usual, input, argv) => {
    await fc.assert(
      fc.asyncProperty(input, (text) => expectSane(typeof argv === 'function' ? argv(text) : argv, text)),
      { numRuns: runs(usual) },
    );
  });
});
