import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rejectLoadProblems } from '../../src/commands/load-problems.js';
import { buildMesh } from '../../src/mesh/build.js';
import { decodeMeshConfig } from '../../src/mesh/mesh-config.js';
import { UserError } from '../../src/model/errors.js';
import { loadRegexTest } from '../../src/model/regex.js';
import { buildStore } from '../../src/model/store.js';
import { loadTexts } from '../../src/sources/load.js';
import { parseAnnotation, rejectMeshConfigProblems } from '../../src/sources/mesh-config.js';
import { translateProxy } from '../../src/translate/index.js';
import { buildSharedState } from '../../src/translate/translation.js';
import { buildBootstrap } from '../../src/xds/bootstrap.js';
import { checkSnapshot, describeFinding } from '../../src/xds/check/index.js';
import { FACTOR, runs } from '../property.js';

/*
 * Meshes of resources with odd and broken values. resources.jsonl has resources of every kind, which use all fields between
 * them; a mesh takes some, points them at what is there, and changes values in them.
 */
interface Node {
  [key: string]: unknown;
}

const RESOURCES: readonly Node[] = readFileSync(new URL('./resources.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const KINDS = [...new Set(RESOURCES.map((r) => String(r['kind'])))];

const meshed = (name: string, ip: string, labels: Node, type = 'sidecar') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels },
  spec: {
    containers: [{ name: 'istio-proxy', image: 'proxyv2', args: ['proxy', type === 'router' ? 'router' : 'sidecar'] }],
  },
  status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [{ type: 'Ready', status: 'True' }] },
});
const service = (name: string, clusterIP: string, ports: readonly Node[]) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: { clusterIP, selector: { app: name }, ports },
});

/** A sidecar, a gateway, and services of some protocols for the rest to act on. */
const BASE: readonly Node[] = [
  meshed('web-0', '10.0.0.1', { app: 'web' }),
  meshed('edge-0', '10.0.0.2', { app: 'edge', istio: 'ingressgateway' }, 'router'),
  service('web', '10.1.0.1', [
    { name: 'http', port: 80, targetPort: 8080 },
    { name: 'tcp', port: 9000 },
  ]),
  service('edge', '10.1.0.2', [
    { name: 'http2', port: 80 },
    { name: 'https', port: 443 },
  ]),
  service('db', 'None', [{ name: 'mongo', port: 27017 }]),
];

const ODD_TEXTS = [
  '',
  ' ',
  '*',
  '*.',
  '.',
  '/',
  '~',
  '-',
  '%',
  '(',
  '[a',
  '\\',
  '{',
  '*.example.com',
  '*a*',
  './*',
  '*/*',
  'shop/*',
  '~/*',
  'mesh',
  'web.shop.svc.cluster.local',
  'web',
  'WEB',
  '10.0.0.0/8',
  '10.0.0.1',
  '::1',
  '1.2.3.4/99',
  'unix:///a',
  'http://x:99999/y',
  '1s',
  '-1s',
  '0s',
  '1x',
  '__proto__',
  'constructor',
  'toString',
  'a'.repeat(300),
  'é\u0000\n',
  '{"keys":[]}',
  '%REQ(',
  'ISTIO_MUTUAL',
  'HTTP',
  'TLS',
  'REGISTRY_ONLY',
  '\u001b[31m',
  '99999999999',
];
const ODD_NUMBERS = [0, -1, 1, 80, 443, 65535, 65536, 1e9, 2 ** 31, 2 ** 53, 0.5, -0.5, 100, 101, 1e99];
const odd = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<unknown>(...ODD_TEXTS) },
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...ODD_NUMBERS) },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [null], [{}], [''], { '': '' }, [[]]) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) as fc.Arbitrary<unknown> },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown> },
);
const steps = fc.array(fc.nat(40), { minLength: 1, maxLength: 9 });
/** What to do at a place: another value of the same type (which loads more often), any value, nothing, or the same twice. */
const change = fc.record({
  steps,
  how: fc.constantFrom(...Array(8).fill('alike'), 'remove', 'remove', 'twice', 'any'),
  value: odd,
});

/** Changes the place in the spec that a list of numbers leads to: each chooses a child. */
function apply(resource: Node, { steps, how, value }: { steps: readonly number[]; how: string; value: unknown }): void {
  let node = (resource['spec'] ?? resource) as Node;
  for (const [i, step] of steps.entries()) {
    const keys = Object.keys(node);
    const key = keys[step % Math.max(keys.length, 1)];
    if (key === undefined) return;
    const child = node[key];
    const inner = typeof child === 'object' && child !== null;
    if (inner && i < steps.length - 1) {
      node = child as Node;
      continue;
    }
    if (how === 'remove') delete node[key];
    else if (how === 'twice') node[key] = Array.isArray(child) ? [...child, ...structuredClone(child)] : child;
    else if (how === 'any' || typeof value === typeof child) node[key] = structuredClone(value);
    return;
  }
}

/** A resource of the list, most often with its selector taken off, and changed in some places. */
const resource = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    which: fc.nat(20),
    everywhere: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
    hosts: fc.option(
      fc.constantFrom(
        'web.shop.svc.cluster.local',
        'db',
        '*',
        'edge.shop.svc.cluster.local',
        '*.shop.svc.cluster.local',
      ),
      { freq: 2 },
    ),
    changes: fc.array(change, { maxLength: 3 }),
  })
  .map(({ kind, which, everywhere, hosts, changes }) => {
    const ofKind = RESOURCES.filter((r) => r['kind'] === kind);
    const made: Node = structuredClone(ofKind[which % ofKind.length] ?? {});
    const spec = made['spec'] as Node | undefined;
    if (spec && everywhere && made['kind'] !== 'Service') {
      for (const key of ['selector', 'workloadSelector', 'targetRefs']) delete spec[key];
    }
    if (spec && hosts && Array.isArray(spec['hosts'])) spec['hosts'] = [hosts];
    if (spec && hosts && typeof spec['host'] === 'string') spec['host'] = hosts;
    for (const one of changes) apply(made, one);
    return made;
  });
const resources = fc.array(resource, { minLength: 1, maxLength: 5 });

const meshConfig = fc.record(
  {
    accessLogFile: fc.constantFrom<unknown>('', '/dev/stdout', 7),
    accessLogFormat: fc.constantFrom<unknown>('', '%', '{"a":'),
    accessLogEncoding: fc.constantFrom<unknown>('JSON', 'TEXT', 'WHAT'),
    trustDomain: odd,
    outboundTrafficPolicy: fc.constantFrom<unknown>({ mode: 'REGISTRY_ONLY' }, { mode: 'ALLOW_ANY' }, {}, null),
    rootNamespace: fc.constantFrom<unknown>('shop', '', 'istio-system'),
    extensionProviders: fc.array(
      fc.record({ name: odd, zipkin: odd, envoyExtAuthzHttp: odd, envoyOtelAls: odd }, { requiredKeys: [] }),
      { maxLength: 2 },
    ),
    defaultProviders: fc.record({ accessLogging: odd, metrics: odd, tracing: odd }, { requiredKeys: [] }),
    defaultConfig: fc.record(
      { tracing: odd, concurrency: odd, holdApplicationUntilProxyStarts: odd },
      { requiredKeys: [] },
    ),
    localityLbSetting: odd,
    defaultHttpRetryPolicy: odd,
    pathNormalization: odd,
  },
  { requiredKeys: [] },
);

let tried = 0;
let translations = 0;

/** Loading blames the input, or everything after it works: nothing else is thrown. */
async function expectSane(documents: readonly unknown[], config: unknown): Promise<void> {
  tried++;
  try {
    const text = documents.map((d) => JSON.stringify(d)).join('\n---\n');
    const { resources: loaded, problems } = loadTexts([{ name: 'fuzz.yaml', text }]);
    rejectLoadProblems(problems);
    const decoded = decodeMeshConfig(config);
    rejectMeshConfigProblems(decoded.problems, 'MeshConfig');
    const mesh = buildMesh(buildStore(loaded), { config: decoded.config, parseYaml: parseAnnotation, regexTest });
    const shared = buildSharedState();
    for (const proxy of mesh.proxies) {
      const snapshot = translateProxy(mesh, proxy, shared);
      expect(JSON.parse(JSON.stringify(snapshot))).toBeTypeOf('object');
      for (const finding of checkSnapshot(snapshot)) expect(describeFinding(finding)).toMatch(/ /);
      buildBootstrap(snapshot, { ...proxy, ip: '127.0.0.1' });
      translations++;
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).not.toBe('');
  }
}

const regexTest = await loadRegexTest();
const options = {
  numRuns: runs(250),
  interruptAfterTimeLimit: 10_000 * FACTOR,
};

describe('translation of odd resources', () => {
  it('takes the resources as they are', async () => {
    const before = translations;
    for (const one of RESOURCES) await expectSane([...BASE, one], {});
    await expectSane([...BASE, ...RESOURCES], {});
    expect(translations - before).toBeGreaterThan(RESOURCES.length);
  });

  it('blames the input or succeeds', async () => {
    const before = { tried, translations };
    const config = fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: meshConfig });
    const all = fc.tuple(resources, config);
    await fc.assert(
      fc.asyncProperty(all, async ([some, config]) => expectSane([...BASE, ...some], config)),
      options,
    );
    expect(translations - before.translations).toBeGreaterThan((tried - before.tried) / 5);
  });
});
