import { describe, expect, it } from 'vitest';
import { injectObject, type Tree } from '../../src/inject/index.js';
import { parseDocument } from '../../src/sources/yaml-values.js';
import { dig, injectionOf, list } from './pod-run.js';

describe('kinds', () => {
  const pod = 'metadata: {labels: {app: x}}, spec: {containers: [{name: a, image: a}]}';
  it.each([
    ['apps/v1', 'StatefulSet', `{selector: {}, template: {${pod}}}`, ['spec', 'template', 'metadata']],
    ['apps/v1', 'DaemonSet', `{selector: {}, template: {${pod}}}`, ['spec', 'template', 'metadata']],
    ['apps/v1', 'ReplicaSet', `{selector: {}, template: {${pod}}}`, ['spec', 'template', 'metadata']],
    ['v1', 'ReplicationController', `{template: {${pod}}}`, ['spec', 'template', 'metadata']],
    ['batch/v1', 'Job', `{template: {${pod}}}`, ['spec', 'template', 'metadata']],
    ['apps.openshift.io/v1', 'DeploymentConfig', `{template: {${pod}}}`, ['spec', 'template', 'metadata']],
    [
      'batch/v1',
      'CronJob',
      `{schedule: x, jobTemplate: {spec: {template: {${pod}}}}}`,
      ['spec', 'jobTemplate', 'metadata'],
    ],
    ['v1', 'Pod', '{containers: [{name: a, image: a}]}', ['metadata']],
  ])('%s %s', (apiVersion, kind, spec, path) => {
    const object = parseDocument(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: web}, spec: ${spec}}`);
    const injected = injectObject(object, injectionOf({}));
    expect(dig(injected?.after, ...path, 'annotations')).toHaveProperty(['sidecar.istio.io/status']);
  });

  it.each([
    ['{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {}}'],
    ['{apiVersion: example.com/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {}}}}'],
    ['{apiVersion: v1, kind: ReplicationController, metadata: {name: web}, spec: {replicas: 0}}'],
    ['[a, list]'],
  ])('%s has no pods', (text) => expect(injectObject(parseDocument(text), injectionOf({}))).toBeUndefined());

  it.each([
    [{}, 'v1/Pod/ns/p'],
    [
      {
        generateName: 'web-5d-',
        labels: { 'pod-template-hash': '5d' },
        ownerReferences: [['apps/v1', 'ReplicaSet', 'web-5d']],
      },
      'apps/v1/Deployment/ns/web',
    ],
    [{ generateName: 'x-', ownerReferences: [['apps/v1', 'StatefulSet', 'db']] }, 'apps/v1/StatefulSet/ns/db'],
    [{ generateName: 'x-', ownerReferences: [['batch/v1', 'Job', 'sweep-28000000']] }, 'batch/v1/CronJob/ns/sweep'],
    [{ generateName: 'x-', ownerReferences: [['batch/v1', 'Job', 'once']] }, 'batch/v1/Job/ns/once'],
  ])(
    'a pod with %j belongs to %s',
    ({ ownerReferences, ...metadata }: { ownerReferences?: string[][] } & Tree, owner) => {
      const references = ownerReferences?.map(([apiVersion, kind, name]) => ({
        apiVersion,
        kind,
        name,
        uid: 'u',
        controller: true,
      }));
      const object = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p', namespace: 'ns', ...metadata, ...(references && { ownerReferences: references }) },
        spec: { containers: [{ name: 'a', image: 'a' }] },
      };
      const after = injectObject(object, injectionOf({}))?.after;
      const env = list(dig(after, 'spec', 'containers')).flatMap((c) => list(dig(c, 'env')));
      expect(
        dig(
          env.find((e) => dig(e, 'name') === 'OWNER'),
          'value',
        ),
      ).toBe(owner);
    },
  );
});
