import { describe, expect, it } from 'vitest';
import { sidecarImages } from '../../../src/inject/webhooks/images.js';
import { findInjectors } from '../../../src/inject/webhooks/injectors.js';
import {
  injectsNamespace,
  podRevision,
  summarizeNamespaces,
  userNamespaces,
} from '../../../src/inject/webhooks/overview.js';
import { buildStore } from '../../../src/model/store.js';
import { loadTexts } from '../../../src/sources/load.js';

const load = (text: string) => buildStore(loadTexts([{ name: 'test', text }]).resources);

const INJECTOR = `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: istio-sidecar-injector-canary, labels: {istio.io/rev: canary}}
webhooks:
- name: rev.namespace.sidecar-injector.istio.io
  namespaceSelector: {matchExpressions: [{key: istio.io/rev, operator: In, values: [canary]}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: somebody-else}
webhooks:
- name: pods.example.com
---`;

const pod = (name: string, revision?: string, labels = '{}') => {
  const status = revision ? `{sidecar.istio.io/status: '{"revision":"${revision}"}'}` : '{}';
  return `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop, labels: ${labels}, annotations: ${status}}
spec: {containers: []}
---`;
};

function summary(namespaceLabels: string, pods: string) {
  const store = load(`${INJECTOR}
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: ${namespaceLabels}}
---
apiVersion: v1
kind: Namespace
metadata: {name: kube-system, labels: {istio.io/rev: canary}}
---${pods}`);
  const namespaces = userNamespaces(store.list('Namespace'), 'istio-system');
  return summarizeNamespaces(namespaces, findInjectors(store.list('MutatingWebhookConfiguration')), store.list('Pod'));
}

describe('summarizeNamespaces', () => {
  it.each([
    ['{istio.io/rev: canary}', 'canary'],
    ['{istio.io/rev: gone}', 'MISSING/gone'],
    ['{istio-injection: enabled}', 'MISSING/istio-injection'],
  ])('tells the revision of labels %s', (labels, revision) => {
    expect(summary(labels, '')).toEqual([{ name: 'shop', revision, counts: [] }]);
  });

  it.each(['{}', '{istio-injection: disabled}'])('leaves out a namespace with labels %s and no pods', (labels) => {
    expect(summary(labels, '')).toEqual([]);
  });

  it('leaves out namespaces in ambient mode', () => {
    expect(summary('{istio.io/dataplane-mode: ambient}', pod('bare'))).toEqual([]);
  });

  it('counts pods by the revision that injected them', () => {
    const pods = [
      pod('new', 'canary'),
      pod('old', 'default'),
      pod('bare'),
      pod('unwilling', undefined, '{sidecar.istio.io/inject: "False"}'),
    ];
    expect(summary('{istio.io/rev: canary}', pods.join(''))).toEqual([
      {
        name: 'shop',
        revision: 'canary',
        counts: [
          { revision: '', pods: 2, disabled: 1, outdated: 1 },
          { revision: 'canary', pods: 1, disabled: 0, outdated: 0 },
          { revision: 'default', pods: 1, disabled: 0, outdated: 1 },
        ],
      },
    ]);
  });

  it('needs no restart of bare pods where nothing injects', () => {
    expect(summary('{}', pod('bare'))).toMatchObject([{ revision: '', counts: [{ outdated: 0 }] }]);
  });
});

describe('injectsNamespace', () => {
  it.each<[string, string, boolean]>([
    ['by its labels', 'name: rev.namespace.sidecar-injector.istio.io, namespaceSelector: {matchLabels: {a: b}}', true],
    ['by any labels', 'name: namespace.sidecar-injector.istio.io, namespaceSelector: {}', true],
    ['by labels of pods', 'name: object.sidecar-injector.istio.io, namespaceSelector: {matchLabels: {a: b}}', false],
    ['without a selector', 'name: namespace.sidecar-injector.istio.io', false],
  ])('%s', (_, webhook, expected) => {
    const store = load(
      `apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {a: b}}\n---\napiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {name: i}\nwebhooks: [{${webhook}}]\n`,
    );
    const [injector] = findInjectors(store.list('MutatingWebhookConfiguration'));
    const [namespace] = store.list('Namespace');
    expect(injector && namespace && injectsNamespace(injector, namespace)).toBe(expected);
  });
});

describe('podRevision', () => {
  it('goes by the annotation with the revision first', () => {
    const annotations = { 'istio.io/rev': 'a', 'sidecar.istio.io/status': '{"revision":"b"}' };
    expect(podRevision({ metadata: { annotations } })).toBe('a');
  });

  it.each([
    ['{"revision":"canary"}', 'canary'],
    ['{"revision":7}', ''],
    ['{"revision"', ''],
    ['null', ''],
  ])('of status %s', (status, revision) => {
    expect(podRevision({ metadata: { annotations: { 'sidecar.istio.io/status': status } } })).toBe(revision);
  });
});

describe('sidecarImages', () => {
  it.each([
    ['{"global": {"hub": "h", "tag": "t", "proxy": {"image": "proxyv2"}}}', 'h/proxyv2:t'],
    ['{"global": {"hub": "h", "tag": 7, "proxy": {"image": "proxyv2"}}}', 'h/proxyv2:7'],
    ['{"global": {"hub": "h", "tag": "t", "proxy": {"image": "other.example/p:1"}}}', 'other.example/p:1'],
    ['{"global": {"proxy": {"image": "proxyv2"}}}', undefined],
    ['[]', undefined],
  ])('of values %s', (values, image) => {
    const store = load(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'istio-sidecar-injector', namespace: 'istio-system', labels: { 'istio.io/rev': 'default' } },
        data: { values },
      }),
    );
    expect(sidecarImages(store.list('ConfigMap'), JSON.parse).get('default')).toBe(image);
  });
});
