import { describe, expect, it } from 'vitest';
import {
  crdReadiness,
  endpointReadiness,
  isHalfEstablished,
  podTrouble,
  workloadReadiness,
} from '../../src/install/readiness.js';
import { keepTakenOver } from '../../src/install/takeover.js';
import type { KubeObject, Tree } from '../../src/install/types.js';
import { checkUpgradePath } from '../../src/install/upgrade-path.js';

const deployment = (replicas: number | undefined, status: Tree, generation = 2): Tree => ({
  kind: 'Deployment',
  metadata: { generation },
  spec: { replicas },
  status: { observedGeneration: 2, ...status },
});

describe('workloads', () => {
  it.each<[string, Tree | undefined, boolean, RegExp]>([
    ['absent', undefined, false, /not there/],
    ['not seen', deployment(1, { replicas: 1, updatedReplicas: 1, availableReplicas: 1 }, 3), false, /controller/],
    ['no pods', deployment(2, {}), false, /0 of 2 pods made/],
    ['not available', deployment(1, { replicas: 1, updatedReplicas: 1 }), false, /0 of 1 pods available/],
    ['old pods', deployment(1, { replicas: 2, updatedReplicas: 1, availableReplicas: 2 }), false, /1 old pods/],
    ['ready', deployment(1, { replicas: 1, updatedReplicas: 1, availableReplicas: 1 }), true, /^$/],
    ['scaled to nothing', deployment(0, {}), true, /^$/],
    [
      'one without a number',
      deployment(undefined, { replicas: 1, updatedReplicas: 1, availableReplicas: 1 }),
      true,
      /^$/,
    ],
    [
      'a DaemonSet that waits',
      { kind: 'DaemonSet', status: { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1 } },
      false,
      /1 of 2 pods available/,
    ],
    [
      'a DaemonSet',
      { kind: 'DaemonSet', status: { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 } },
      true,
      /^$/,
    ],
  ])('%s', (_name, workload, ready, why) => {
    const found = workloadReadiness(workload);
    expect(found.ready).toBe(ready);
    expect(found.why).toMatch(why);
  });
});

describe('pods', () => {
  const pod = (status: Tree): Tree => ({ metadata: { name: 'p' }, status });
  it.each<[string, Tree, string | undefined]>([
    ['ready', pod({ conditions: [{ type: 'Ready', status: 'True' }] }), undefined],
    [
      'not placed',
      pod({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'no node' }] }),
      'pod p: Unschedulable: no node',
    ],
    [
      'no image',
      pod({
        containerStatuses: [
          { name: 'a', ready: true, state: { running: {} } },
          { name: 'b', ready: false, state: { waiting: { reason: 'ImagePullBackOff', message: 'not found' } } },
        ],
      }),
      'pod p: container b: ImagePullBackOff: not found',
    ],
    [
      'crashing',
      pod({ containerStatuses: [{ name: 'a', restartCount: 4, state: { waiting: { reason: 'CrashLoopBackOff' } } }] }),
      'pod p: container a: CrashLoopBackOff (restarted 4 times)',
    ],
    [
      'not answering its probe',
      pod({ containerStatuses: [{ name: 'a', ready: false, state: { running: {} } }] }),
      'pod p: container a: not ready yet',
    ],
    ['new', pod({ phase: 'Pending' }), 'pod p: Pending'],
  ])('%s', (_name, value, text) => {
    expect(podTrouble(value)).toBe(text);
  });
});

describe('definitions and endpoints', () => {
  it('are ready when they are served', () => {
    const crd = (...conditions: readonly Tree[]): Tree => ({ status: { conditions } });
    expect(crdReadiness(crd({ type: 'Established', status: 'True' })).ready).toBe(true);
    expect(crdReadiness(undefined).ready).toBe(false);
    const named = { type: 'NamesAccepted', status: 'True' };
    expect(isHalfEstablished(crd(named, { type: 'Established', status: 'False' }))).toBe(true);
    expect(isHalfEstablished(crd(named, { type: 'Established', status: 'True' }))).toBe(false);
    expect(isHalfEstablished(crd())).toBe(false);
    const taken = crd({ type: 'NamesAccepted', status: 'False', message: 'the name is taken' });
    expect(crdReadiness(taken)).toEqual({ ready: false, why: 'the name is taken' });
    expect(endpointReadiness([]).ready).toBe(false);
    expect(endpointReadiness([{ endpoints: [{ conditions: { ready: false } }] }]).ready).toBe(false);
    expect(endpointReadiness([{ endpoints: [] }, { endpoints: [{ conditions: { ready: true } }] }]).ready).toBe(true);
  });
});

describe('fields that a running control plane takes over', () => {
  const webhook = (failurePolicy: string): KubeObject => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'v' },
    webhooks: [
      { name: 'a', failurePolicy },
      { name: 'b', failurePolicy: 'Ignore' },
    ],
  });
  it('stay as they are', () => {
    expect(keepTakenOver(webhook('Ignore'), webhook('Fail'))).toEqual(webhook('Fail'));
    expect(keepTakenOver(webhook('Fail'), webhook('Ignore'))).toEqual(webhook('Fail'));
    expect(keepTakenOver(webhook('Ignore'), undefined)).toEqual(webhook('Ignore'));
    const mutating = { ...webhook('Ignore'), kind: 'MutatingWebhookConfiguration' };
    expect(keepTakenOver(mutating, webhook('Fail'))).toEqual(mutating);
  });
});

describe('steps between versions', () => {
  it.each([
    ['1.29.2', '1.30.3', undefined],
    ['1.30.1', '1.30.3', undefined],
    ['1.30.3', '1.30.3', undefined],
    ['v1.29.0-distroless', '1.30.3', undefined],
    ['latest', '1.30.3', undefined],
    ['1.20-dev', 'latest', undefined],
    ['1.28.0', '1.30.3', /more than one minor/],
    ['1.30.3', '1.30.1', /downgrade/],
    ['1.30.3', '1.29.9', /downgrade/],
    ['2.0.0', '1.30.3', /downgrade/],
  ])('%s to %s', (from, to, problem) => {
    const said = checkUpgradePath(from, to);
    if (problem) expect(said).toMatch(problem);
    else expect(said).toBeUndefined();
  });
});
