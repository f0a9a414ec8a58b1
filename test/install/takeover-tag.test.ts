import { describe, expect, it } from 'vitest';
import { switchOff, switchOn } from '../../src/install/tags/default-injector.js';
import { keepTakenOver } from '../../src/install/takeover.js';
import type { KubeObject } from '../../src/install/types.js';

const hook = { name: 'rev.namespace.sidecar-injector.istio.io', failurePolicy: 'Fail' };
const injector: KubeObject = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: 'istio-sidecar-injector', labels: { 'istio.io/rev': 'default' } },
  webhooks: [{ ...hook, namespaceSelector: { matchLabels: { a: 'b' } }, objectSelector: {} }],
};
const validator = (labels: Readonly<Record<string, string>>, service: string): KubeObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'istiod-default-validator', labels },
  webhooks: [{ name: 'validation.istio.io', clientConfig: { service: { name: service } } }],
});

describe('what the tag default took over', () => {
  it('stays with it: the injector', () => {
    const off = switchOff(injector);
    expect(keepTakenOver(injector, off, true)).toEqual(off);
    expect(keepTakenOver(injector, off, false)).toEqual(injector);
    expect(keepTakenOver(injector, injector, true)).toEqual(injector);
    expect(keepTakenOver(injector, undefined, true)).toEqual(injector);
  });

  it('stays with it: the validator', () => {
    const own = validator({ 'istio.io/rev': 'default' }, 'istiod');
    const tagged = validator({ 'istio.io/rev': 'canary', 'istio.io/tag': 'default' }, 'istiod-canary');
    expect(keepTakenOver(own, tagged, true)).toEqual(tagged);
    expect(keepTakenOver(own, tagged, false)).toEqual(own);
  });

  it('comes back with the selectors that it had', () => {
    const [again] = [switchOn(switchOff(injector))['webhooks']].flat();
    expect(again).toMatchObject({
      ...hook,
      namespaceSelector: {
        matchExpressions: [{ key: 'istio.io/rev', values: ['default'] }, { key: 'istio-injection' }],
      },
    });
    expect(JSON.stringify(again)).not.toContain('never-match');
  });
});
