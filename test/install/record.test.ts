import { describe, expect, it } from 'vitest';
import {
  beginRecord,
  completeRecord,
  type InstallRecord,
  isComplete,
  readRecord,
  recordName,
  recordObject,
} from '../../src/install/record.js';
import type { Component, InstallPlan, KubeObject } from '../../src/install/types.js';

const pilot: Component = { kind: 'pilot', name: 'pilot', namespace: 'istio-system', label: {}, k8s: {} };
const plan = (more: Partial<InstallPlan> = {}): InstallPlan => ({
  profile: 'default',
  namespace: 'istio-system',
  revision: '',
  hub: 'hub',
  tag: '1.30.3',
  components: [pilot],
  values: {},
  userValues: {},
  spec: { profile: 'default' },
  ...more,
});
const service = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Service', metadata: { name } });
const old: InstallRecord = {
  state: 'complete',
  tag: '1.29.0',
  spec: { profile: 'demo' },
  objects: ['Service old'],
  manifest: 'old',
};

describe('the record of an installation', () => {
  it('is one a revision, and one for gateways on their own', () => {
    const edge: Component = { ...pilot, kind: 'ingressGateways', name: 'edge' };
    expect(recordName(plan())).toBe('meshwright-installed');
    expect(recordName(plan({ revision: 'canary' }))).toBe('meshwright-installed-canary');
    expect(recordName(plan({ components: [edge] }))).toBe('meshwright-installed.edge');
    expect(recordName(plan({ components: [] }))).toBe('meshwright-installed.empty');
  });

  it('is read as it was written', () => {
    const begun = beginRecord(plan(), [service('a')], 'new', old);
    expect(readRecord(recordObject(plan(), begun))).toEqual(begun);
    expect(readRecord(recordObject(plan(), old))).toEqual(old);
  });

  it.each([undefined, {}, { data: { spec: 'no JSON', tag: 't', objects: '' }, binaryData: { manifest: 'm' } }])(
    'is none where it can not be read: %j',
    (configMap) => {
      expect(readRecord(configMap)).toBeUndefined();
    },
  );

  it('knows the objects of both states while it is begun, and what to go back to', () => {
    const begun = beginRecord(plan(), [service('a')], 'new', old);
    expect(begun).toMatchObject({ state: 'applying', tag: '1.30.3', objects: ['Service a', 'Service old'] });
    expect(begun.previous).toEqual({ tag: '1.29.0', spec: { profile: 'demo' }, manifest: 'old' });
    const done = completeRecord(begun, [service('a')], old);
    expect(done).toMatchObject({ state: 'complete', objects: ['Service a'], previous: { manifest: 'old' } });
  });

  it('goes back to what was complete, however often the next one failed', () => {
    const first = beginRecord(plan(), [service('a')], 'broken', old);
    const second = beginRecord(plan(), [service('b')], 'new', first);
    expect(second.previous?.manifest).toBe('old');
    expect(second.objects).toEqual(['Service b', 'Service a', 'Service old']);
  });

  it('keeps what to go back to when nothing changes', () => {
    const done = completeRecord(beginRecord(plan(), [], 'new', old), [], old);
    const again = beginRecord(plan(), [], 'new', done);
    expect(isComplete(done, again)).toBe(true);
    expect(completeRecord(again, [], done).previous?.manifest).toBe('old');
    expect(isComplete(done, beginRecord(plan({ spec: { profile: 'demo' } }), [], 'new', done))).toBe(false);
    expect(isComplete({ ...done, state: 'applying' }, again)).toBe(false);
  });
});
