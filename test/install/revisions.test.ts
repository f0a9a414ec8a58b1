import { describe, expect, it } from 'vitest';
import { imageTag, type RevisionFacts, summarizeRevisions } from '../../src/install/revisions/summary.js';
import type { ProxyPod } from '../../src/install/revisions/types.js';
import { buildStore } from '../../src/model/store.js';
import { loadTexts } from '../../src/sources/load.js';

const istiod = (revision: string, version: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: istiod-${revision}, namespace: istio-system, labels: {app: istiod, istio.io/rev: ${revision}}}
spec:
  replicas: 2
  template: {spec: {containers: [{name: discovery, image: "registry.example:5000/pilot:${version}-distroless"}]}}
status: {replicas: 2, readyReplicas: 1}
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: istio-sidecar-injector-${revision}, labels: {app: sidecar-injector, istio.io/rev: ${revision}}}
---
`;
const tag = (name: string, revision: string) => `
apiVersion: v1
kind: Service
metadata: {name: istiod-revision-tag-${name}, namespace: istio-system, labels: {istio.io/tag: ${name}, istio.io/rev: ${revision}}}
---
`;
const namespace = (name: string, labels: string) =>
  `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: ${labels}}\n---\n`;

function pod(namespaceName: string, revision: string, version: string, gateway = false): ProxyPod {
  return { name: 'p', namespace: namespaceName, revision, version, gateway };
}

function summarize(text: string, pods: readonly ProxyPod[] = []) {
  const store = buildStore(loadTexts([{ name: 'test', text }], { keepRaw: true }).resources);
  const facts: RevisionFacts = {
    webhooks: store.list('MutatingWebhookConfiguration'),
    validators: store.list('ValidatingWebhookConfiguration'),
    deployments: store.list('Deployment'),
    services: store.list('Service'),
    configMaps: store.list('ConfigMap'),
    namespaces: store.list('Namespace'),
    pods,
  };
  return summarizeRevisions(facts);
}

describe('summarizeRevisions', () => {
  it('knows the control planes and what belongs to them', () => {
    const [one, two, ...more] = summarize(istiod('b', '1.31.0') + istiod('a', '1.30.3') + tag('prod', 'a'));
    expect(more).toEqual([]);
    expect([one?.name, two?.name]).toEqual(['a', 'b']);
    expect(one).toMatchObject({
      tags: ['prod'],
      versions: ['1.30.3'],
      controlPlanes: [{ name: 'istiod-a', namespace: 'istio-system', replicas: 2, ready: 1 }],
    });
    expect(one?.components).toEqual([
      { kind: 'MutatingWebhookConfiguration', name: 'istio-sidecar-injector-a' },
      { kind: 'Service', name: 'istiod-revision-tag-prod', namespace: 'istio-system' },
    ]);
  });

  it.each([
    ['its own label', '{istio.io/rev: a}', '', { a: ['shop'], default: [] }],
    ['a tag', '{istio.io/rev: prod}', tag('prod', 'a'), { a: ['shop'], default: [] }],
    ['injection', '{istio-injection: enabled}', '', { a: [], default: ['shop'] }],
    ['injection, with a tag default', '{istio-injection: enabled}', tag('default', 'a'), { a: ['shop'], default: [] }],
    ['injection before a revision', '{istio-injection: enabled, istio.io/rev: a}', '', { a: [], default: ['shop'] }],
    ['a refusal', '{istio-injection: disabled, istio.io/rev: a}', '', { a: [], default: [] }],
  ])('gives it namespaces by %s', (_, labels, extra, expected) => {
    const found = summarize(istiod('a', '1') + istiod('default', '1') + extra + namespace('shop', labels));
    expect(Object.fromEntries(found.map(({ name, namespaces }) => [name, namespaces]))).toEqual(expected);
  });

  it('counts pods, and those of another version', () => {
    const pods = [
      pod('y', 'a', '1.30.3'),
      pod('x', 'a', '1.29.0'),
      pod('x', 'a', ''),
      pod('edge', 'a', '1.30.3', true),
      pod('z', 'gone', '1.1.0'),
    ];
    const [a, gone] = summarize(istiod('a', '1.30.3'), pods);
    expect(a?.proxies).toEqual([
      { namespace: 'x', pods: 2, outdated: 1 },
      { namespace: 'y', pods: 1, outdated: 0 },
    ]);
    expect(a?.gateways.map((gateway) => gateway.namespace)).toEqual(['edge']);
    expect(gone).toMatchObject({
      name: 'gone',
      controlPlanes: [],
      proxies: [{ namespace: 'z', pods: 1, outdated: 0 }],
    });
  });
});

describe('imageTag', () => {
  it.each([
    ['registry.istio.io/release/pilot:1.30.3', '1.30.3'],
    ['pilot:1.30.3-distroless', '1.30.3'],
    ['localhost:5000/pilot', ''],
    ['pilot:1.30.3@sha256:abc', '1.30.3'],
    ['pilot@sha256:abc', ''],
    ['', ''],
  ])('of %s', (image, version) => {
    expect(imageTag(image)).toBe(version);
  });
});
