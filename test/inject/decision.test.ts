import { describe, expect, it } from 'vitest';
import { decideInjection } from '../../src/inject/decision.js';
import { selects } from '../../src/inject/selectors.js';

const enabled = { policy: 'enabled', neverInjectSelector: [], alwaysInjectSelector: [] };
const pod = (metadata: Readonly<Record<string, unknown>>, spec: Readonly<Record<string, unknown>> = {}) => ({
  metadata,
  spec,
});
const inject = 'sidecar.istio.io/inject';

describe('the decision', () => {
  it.each([
    ['policy enabled', pod({}), enabled, true, { code: 'policy', value: 'enabled' }],
    ['policy disabled', pod({}), { ...enabled, policy: 'disabled' }, false, { code: 'policy', value: 'disabled' }],
    ['a policy that nobody knows', pod({}), { ...enabled, policy: 'on' }, false, { code: 'policy', value: 'on' }],
    [
      'the network of the host',
      pod({ labels: { [inject]: 'true' } }, { hostNetwork: true }),
      enabled,
      false,
      { code: 'host-network' },
    ],
    [
      'a namespace of Kubernetes',
      pod({ namespace: 'kube-system' }),
      enabled,
      false,
      { code: 'system-namespace', namespace: 'kube-system' },
    ],
    ['the label', pod({ labels: { [inject]: 'false' } }), enabled, false, { code: 'label', value: 'false' }],
    [
      'the annotation',
      pod({ annotations: { [inject]: 'false' } }),
      enabled,
      false,
      { code: 'annotation', value: 'false' },
    ],
    [
      'the label before the annotation',
      pod({ labels: { [inject]: 'true' }, annotations: { [inject]: 'false' } }),
      { ...enabled, policy: 'disabled' },
      true,
      { code: 'label', value: 'true' },
    ],
    [
      'the first selector that matches, of those that say never',
      pod({ labels: { app: 'a' } }),
      { ...enabled, neverInjectSelector: [{}, { matchLabels: { app: 'a' } }] },
      false,
      { code: 'never-selector', index: 1 },
    ],
    [
      'selectors that say always, against the policy',
      pod({ labels: { app: 'a' } }),
      {
        ...enabled,
        policy: 'disabled',
        alwaysInjectSelector: [{ matchExpressions: [{ key: 'app', operator: 'Exists' }] }],
      },
      true,
      { code: 'always-selector', index: 0 },
    ],
  ])('%s', (_, tree, config, expected, reason) => {
    expect(decideInjection(tree, config)).toEqual({ inject: expected, reason });
  });

  it('says which value it ignores', () => {
    expect(decideInjection(pod({ labels: { [inject]: 'yes' } }), enabled)).toEqual({
      inject: true,
      reason: { code: 'policy', value: 'enabled' },
      ignored: 'yes',
    });
  });
});

describe('selectors', () => {
  it.each([
    [{}, {}, false],
    [{ matchLabels: { a: '1' } }, { a: '1', b: '2' }, true],
    [{ matchLabels: { a: '1' } }, { a: '2' }, false],
    [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['1', '2'] }] }, { a: '2' }, true],
    [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['1'] }] }, {}, false],
    [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['1'] }] }, {}, true],
    [{ matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }, {}, true],
    [{ matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }, { a: '' }, false],
    [{ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, {}, false],
  ])('%j of %j: %s', (selector, labels, expected) => expect(selects(selector, labels)).toBe(expected));
});
