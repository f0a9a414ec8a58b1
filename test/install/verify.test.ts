import { describe, expect, it } from 'vitest';
import { quantityValue } from '../../src/install/quantity.js';
import type { KubeObject, Tree } from '../../src/install/types.js';
import { scaledWorkloads, verifyObject } from '../../src/install/verify.js';
import { appliedFields, fieldDifferences } from '../../src/install/verify-fields.js';

/** Name, what was applied, what the cluster has, paths that differ. */
const CASES: readonly (readonly [string, unknown, unknown, readonly string[]])[] = [
  ['the same', { a: [1, { b: 'c' }] }, { a: [1, { b: 'c' }] }, []],
  ['defaults of the server', { spec: { a: 1 } }, { spec: { a: 1, b: 2 }, status: {} }, []],
  ['another value', { spec: { a: 1 } }, { spec: { a: 2 } }, ['spec.a']],
  ['a field that is gone', { spec: { a: 'x' } }, { spec: {} }, ['spec.a']],
  ['zero values that are left out', { a: '', b: 0, c: false, d: [], e: {}, f: null, g: { h: '' } }, {}, []],
  ['a key with dots', { labels: { 'a.b/c': 'x' } }, { labels: { 'a.b/c': 'y' } }, ['labels["a.b/c"]']],
  [
    'lists in another order, by name',
    { c: [{ name: 'a', x: 1 }, { name: 'b' }] },
    { c: [{ name: 'b' }, { name: 'a', x: 1 }] },
    [],
  ],
  ['items of others beside ours', { c: [{ name: 'a' }] }, { c: [{ name: 'z' }, { name: 'a' }] }, []],
  ['an item that is gone', { c: [{ name: 'a' }, { name: 'b' }] }, { c: [{ name: 'b' }] }, ['c[name=a]']],
  ['a field of an item', { c: [{ name: 'a', x: 1 }] }, { c: [{ name: 'a', x: 2 }] }, ['c[name=a].x']],
  [
    'ports without names',
    { p: [{ containerPort: 1, x: 'a' }, { containerPort: 2 }] },
    { p: [{ containerPort: 2 }, { containerPort: 1, x: 'b' }] },
    ['p[containerPort=1].x'],
  ],
  [
    'lists without keys, item by item',
    { r: [{ verbs: ['get'] }, { verbs: ['list'] }] },
    { r: [{ verbs: ['get'] }, { verbs: ['watch'] }] },
    ['r[1].verbs[0]'],
  ],
  ['lists of other lengths', { args: ['a'] }, { args: ['a', 'b'] }, ['args']],
  [
    'quantities spelled otherwise',
    { limits: { cpu: '2000m', memory: '1024Mi' } },
    { limits: { cpu: '2', memory: '1Gi' } },
    [],
  ],
  ['other quantities', { requests: { cpu: '500m' } }, { requests: { cpu: '0.6' } }, ['requests.cpu']],
  ['what only looks like quantities', { labels: { version: '1.0' } }, { labels: { version: '1' } }, ['labels.version']],
  ['a port number and its text', { port: 15017 }, { port: '15017' }, ['port']],
  ['another shape', { a: { b: 1 } }, { a: [1] }, ['a']],
  ['a list in place of nothing', { a: [1] }, {}, ['a']],
];

describe('fields as applied', () => {
  it.each(CASES)('%s', (_, wanted, found, paths) => {
    expect(fieldDifferences(wanted, found).map(({ path }) => path)).toEqual(paths);
  });
  it.each(CASES)('taken from the cluster are equal if nothing differs: %s', (_, wanted, found, paths) => {
    const same = JSON.stringify(appliedFields(wanted, found)) === JSON.stringify(wanted);
    expect(same).toBe(paths.length === 0);
  });
  it('leave out what was not applied', () => {
    const wanted = { spec: { c: [{ name: 'a', x: 1 }] } };
    const found = { spec: { c: [{ name: 'z' }, { name: 'a', x: 2, y: 3 }], more: 1 } };
    expect(appliedFields(wanted, found)).toEqual({ spec: { c: [{ name: 'a', x: 2 }] } });
  });
});

describe('quantities', () => {
  it.each([
    ['1', 1],
    ['500m', 0.5],
    ['0.5', 0.5],
    ['128Mi', 134217728],
    ['1G', 1e9],
    ['1e3', 1000],
    ['2E3', 2000],
    ['-1', -1],
    ['.5', 0.5],
  ])('%s', (text, value) => expect(quantityValue(text)).toBe(value));
  it.each(['', 'a', '1x', '1 Mi', '0x10', 'Mi', '1..2', '1mm'])('%j is none', (text) =>
    expect(quantityValue(text)).toBeUndefined(),
  );
});

const DEPLOYMENT: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'istiod', namespace: 'istio-system' },
  spec: { replicas: 1, template: { spec: { containers: [{ name: 'discovery', image: 'a' }] } } },
};
const live = (replicas: number, available: number, image = 'a'): Tree => ({
  ...DEPLOYMENT,
  metadata: { ...DEPLOYMENT.metadata, generation: 2 },
  spec: { replicas, template: { spec: { containers: [{ name: 'discovery', image }] } } },
  status: { observedGeneration: 2, replicas, updatedReplicas: replicas, availableReplicas: available },
});

describe('an object of an installation', () => {
  const verify = (found: Tree | undefined, scaled: readonly string[] = []) =>
    verifyObject(DEPLOYMENT, found, new Set(scaled));

  it.each([
    ['is not there', undefined, 'missing'],
    ['is ready', live(1, 1), 'ok'],
    ['is not ready', live(1, 0), 'not ready'],
    ['runs another image', live(1, 1, 'b'), 'different'],
    ['has other replicas', live(3, 3), 'different'],
  ])('%s', (_, found, status) => expect(verify(found).status).toBe(status));

  it('may have any number of replicas that an autoscaler gives it', () => {
    const scaler: KubeObject = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'istiod', namespace: 'istio-system' },
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'istiod' } },
    };
    const scaled = scaledWorkloads([DEPLOYMENT, scaler]);
    expect([...scaled]).toEqual(['Deployment istio-system/istiod']);
    expect(verify(live(3, 3), [...scaled]).status).toBe('ok');
    expect(verify(live(3, 3, 'b'), [...scaled]).differences.map(({ path }) => path)).toEqual([
      'spec.template.spec.containers[name=discovery].image',
    ]);
  });

  it('may have been installed by another tool', () => {
    const by = (tool: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'istiod', namespace: 'istio-system', labels: { 'app.kubernetes.io/managed-by': tool } },
    });
    expect(verifyObject(by('meshwright'), by('Helm'), new Set()).status).toBe('ok');
  });

  it('may have what istiod writes into its webhooks', () => {
    const validator = (failurePolicy: string, caBundle: string, path: string): KubeObject => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'istio-validator-istio-system' },
      webhooks: [{ name: 'a', failurePolicy, clientConfig: { caBundle, service: { path } } }],
    });
    const status = (found: KubeObject) =>
      verifyObject(validator('Ignore', 'none', '/validate'), found, new Set()).status;
    expect(status(validator('Fail', 'bundle', '/validate'))).toBe('ok');
    expect(status(validator('Fail', 'bundle', '/else'))).toBe('different');
  });
});
