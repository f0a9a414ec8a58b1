import { describe, expect, it } from 'vitest';
import { objectId } from '../../src/install/order.js';
import { objectsToPrune, ownedSelector } from '../../src/install/prune.js';
import type { Component, InstallPlan, KubeObject } from '../../src/install/types.js';
import { isOfEveryNamespace, LEFTOVERS } from '../../src/install/uninstall.js';

const component = (kind: Component['kind'], name: string): Component => ({
  kind,
  name,
  namespace: 'istio-system',
  label: {},
  k8s: {},
});
const plan = (revision: string, ...components: readonly Component[]): InstallPlan => ({
  profile: 'default',
  namespace: 'istio-system',
  revision,
  hub: 'hub',
  tag: '1.30.3',
  components,
  values: {},
  userValues: {},
  spec: {},
});
const whole = (revision: string) => plan(revision, component('pilot', 'pilot'));
const gateway = (revision: string) => plan(revision, component('ingressGateways', 'edge'));

const object = (kind: string, name: string, labels: Readonly<Record<string, string>> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: {
    name,
    namespace: 'istio-system',
    labels: { 'istio.io/rev': 'default', 'app.kubernetes.io/managed-by': 'meshwright', ...labels },
  },
});
const NONE = new Set<string>();

describe('what is pruned', () => {
  const old = object('Service', 'old');
  const cases: readonly (readonly [string, Partial<Parameters<typeof objectsToPrune>[0]>, readonly string[]])[] = [
    ['what is no longer wanted', { found: [old] }, ['Service istio-system/old']],
    ['not what is wanted', { found: [old], wanted: [old] }, []],
    ['not a definition', { found: [object('CustomResourceDefinition', 'x')] }, []],
    ['not of another revision', { found: [object('Service', 'x', { 'istio.io/rev': 'canary' })] }, []],
    ['not a tag', { found: [object('MutatingWebhookConfiguration', 'x', { 'istio.io/tag': 'prod' })] }, []],
    ['not what another installation recorded', { found: [old], others: new Set([objectId(old)]) }, []],
    ['not of other tools', { found: [object('Service', 'x', { 'app.kubernetes.io/managed-by': 'Helm' })] }, []],
    [
      'but of other tools what was recorded here',
      {
        found: [object('Service', 'x', { 'app.kubernetes.io/managed-by': 'Helm' })],
        recorded: new Set(['Service istio-system/x']),
      },
      ['Service istio-system/x'],
    ],
    ['without a control plane only what was recorded', { plan: gateway(''), found: [old] }, []],
    [
      'without a control plane what was recorded',
      { plan: gateway(''), found: [old], recorded: new Set([objectId(old)]) },
      ['Service istio-system/old'],
    ],
  ];
  it.each(cases)('%s', (_name, input, ids) => {
    const all = { plan: whole(''), wanted: [], found: [], recorded: NONE, others: NONE, ...input };
    expect(objectsToPrune(all).map(objectId)).toEqual(ids);
  });

  it('is looked for by the revision', () => {
    expect(ownedSelector('')).toBe('operator.istio.io/component,istio.io/rev=default');
    expect(ownedSelector('canary')).toBe('operator.istio.io/component,istio.io/rev=canary');
    expect(ownedSelector(undefined)).toBe('operator.istio.io/component');
  });
});

describe('what a control plane leaves', () => {
  const at = (kind: string, namespace: string, name: string, more = {}): KubeObject => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace },
    ...more,
  });
  it.each([
    [at('ConfigMap', 'shop', 'istio-ca-root-cert'), true],
    [at('ConfigMap', 'shop', 'istio-leader'), false],
    [at('ConfigMap', 'istio-system', 'istio-leader'), true],
    [at('ConfigMap', 'istio-system', 'istio-namespace-controller-election'), true],
    [at('ConfigMap', 'istio-system', 'istio-dashboards'), false],
    [at('Secret', 'istio-system', 'istio-ca-secret'), true],
    [at('Secret', 'istio-system', 'cacerts'), false],
    [at('Secret', 'shop', 'istio-ca-secret'), false],
    [at('Lease', 'istio-system', 'istio-gateway-status-leader'), true],
    [at('Lease', 'shop', 'istio-leader'), false],
    [at('GatewayClass', '', 'istio', { spec: { controllerName: 'istio.io/gateway-controller' } }), true],
    [at('GatewayClass', '', 'istio', { spec: { controllerName: 'example.com/other' } }), false],
    [at('GatewayClass', '', 'mine', { spec: { controllerName: 'istio.io/gateway-controller' } }), false],
    [at('Deployment', 'istio-system', 'istiod'), false],
  ])('%j: %s', (left, expected) => {
    const own = left.metadata.namespace === 'istio-system';
    const found = LEFTOVERS.some((l) => l.kind === left.kind && (l.everywhere || own) && l.matches(left));
    expect(found).toBe(expected);
  });

  it('is told from what every namespace has', () => {
    expect(isOfEveryNamespace(at('ConfigMap', 'n', 'kube-root-ca.crt'))).toBe(true);
    expect(isOfEveryNamespace(at('ServiceAccount', 'n', 'default'))).toBe(true);
    expect(isOfEveryNamespace(at('ServiceAccount', 'n', 'app'))).toBe(false);
    expect(isOfEveryNamespace(at('ConfigMap', 'n', 'app'))).toBe(false);
  });
});
