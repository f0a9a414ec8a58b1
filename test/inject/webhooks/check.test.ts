import { describe, expect, it } from 'vitest';
import { checkInjection, type Reason } from '../../../src/inject/webhooks/check.js';
import type { Hook, Injector } from '../../../src/inject/webhooks/injectors.js';
import { findOverlaps } from '../../../src/inject/webhooks/overlap.js';
import type { LabelSelector } from '../../../src/model/kinds/kubernetes.js';

type Labels = Readonly<Record<string, string>>;
type Expression = NonNullable<LabelSelector['matchExpressions']>[number];

const is = (key: string, ...values: string[]): Expression => ({ key, operator: 'In', values });
const isNot = (key: string, ...values: string[]): Expression => ({ key, operator: 'NotIn', values });
const absent = (key: string): Expression => ({ key, operator: 'DoesNotExist' });
const all = (...matchExpressions: Expression[]): LabelSelector => ({ matchExpressions });

const REV = 'istio.io/rev';
const INJECT = 'sidecar.istio.io/inject';
const POLICY = 'istio-injection';

const hooksOf = (revision: string): Hook[] => [
  { name: 'rev.namespace', namespaces: all(is(REV, revision), absent(POLICY)), pods: all(isNot(INJECT, 'false')) },
  {
    name: 'rev.object',
    namespaces: all(absent(REV), absent(POLICY)),
    pods: all(isNot(INJECT, 'false'), is(REV, revision)),
  },
];
const DEFAULT_HOOKS: Hook[] = [
  ...hooksOf('default'),
  { name: 'namespace', namespaces: all(is(POLICY, 'enabled')), pods: all(isNot(INJECT, 'false')) },
  { name: 'object', namespaces: all(absent(POLICY), absent(REV)), pods: all(is(INJECT, 'true'), absent(REV)) },
];

function injector(name: string, hooks: readonly Hook[]): Injector {
  return { name, labels: {}, revision: name, hooks };
}

const check = (hooks: readonly Hook[], pod: Labels, namespace: Labels): Reason | undefined =>
  checkInjection([injector('i', hooks)], pod, namespace)[0]?.reason;

describe('an injector with the hooks of the default revision', () => {
  it.each<[string, Labels, Labels, Reason]>([
    ['by namespace', {}, { [POLICY]: 'enabled' }, { kind: 'matches', namespaceLabel: `${POLICY}=enabled` }],
    ['by revision', {}, { [REV]: 'default' }, { kind: 'matches', namespaceLabel: `${REV}=default` }],
    ['by pod', { [INJECT]: 'true' }, {}, { kind: 'matches', podLabel: `${INJECT}=true` }],
    ['by revision of the pod', { [REV]: 'default' }, {}, { kind: 'matches', podLabel: `${REV}=default` }],
    [
      'by both',
      { [INJECT]: 'true' },
      { [POLICY]: 'enabled' },
      { kind: 'matches', namespaceLabel: `${POLICY}=enabled`, podLabel: `${INJECT}=true` },
    ],
    [
      'not when the pod refuses',
      { [INJECT]: 'false' },
      { [POLICY]: 'enabled' },
      { kind: 'pod-refuses', label: `${INJECT}=false` },
    ],
    [
      'not when the namespace refuses',
      { [INJECT]: 'true' },
      { [POLICY]: 'disabled' },
      { kind: 'namespace-refuses', label: `${POLICY}=disabled` },
    ],
    [
      'not without labels',
      {},
      {},
      {
        kind: 'no-match',
        namespaceLabels: [`${REV}=default`, `${POLICY}=enabled`],
        podLabels: [`${REV}=default`, `${INJECT}=true`],
      },
    ],
  ])('takes a pod %s', (_, pod, namespace, reason) => {
    expect(check(DEFAULT_HOOKS, pod, namespace)).toEqual(reason);
  });

  it('is found switched off', () => {
    const never = { matchLabels: { 'istio.io/deactivated': 'never-match' } };
    const off = DEFAULT_HOOKS.map(({ name }) => ({ name, namespaces: never, pods: never }));
    expect(check(off, { [INJECT]: 'true' }, { [POLICY]: 'enabled' })).toEqual({ kind: 'switched-off' });
  });

  it.each<[string, Hook]>([
    ['no selectors', { name: 'all', namespaces: undefined, pods: undefined }],
    ['equal labels', { name: 'old', namespaces: { matchLabels: { [POLICY]: 'enabled' } }, pods: undefined }],
  ])('sees no reason in %s', (_, hook) => {
    const nothing = { kind: 'no-match', namespaceLabels: [], podLabels: [] };
    expect(check([hook], {}, { [POLICY]: 'enabled' })).toEqual(nothing);
    const next = check([hook, ...DEFAULT_HOOKS], { [INJECT]: 'true' }, { [POLICY]: 'enabled' });
    expect(next).toMatchObject({ kind: 'matches' });
  });
});

describe('findOverlaps', () => {
  const base = injector('default', DEFAULT_HOOKS);
  it.each<[string, Injector, readonly string[]]>([
    ['another revision', injector('canary', hooksOf('canary')), []],
    ['the same revision', injector('again', hooksOf('default')), ['default']],
    ['the plain labels', injector('tag', DEFAULT_HOOKS.slice(2)), ['default']],
    ['everything', injector('all', [{ name: 'all', namespaces: undefined, pods: undefined }]), ['default']],
  ])('of %s', (_, other, names) => {
    expect(findOverlaps(other, [base]).map(({ name }) => name)).toEqual(names);
  });
});
