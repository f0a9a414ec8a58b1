import { describe, expect, it } from 'vitest';
import { translateProxy } from '../../../src/translate/index.js';
import { buildSharedState } from '../../../src/translate/translation.js';
import { meshOf, pod, proxyOf, service } from '../../mesh/input.js';

function translated(patches: string) {
  const mesh = meshOf([
    pod('w', '10.0.0.1'),
    service('a', 'name: http, port: 80', '10.1.0.1'),
    service('b', 'name: http, port: 81', '10.1.0.2'),
    `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: f, namespace: ns}
spec: {configPatches: [${patches}]}`,
  ]);
  return translateProxy(mesh, proxyOf(mesh, 'w'), buildSharedState());
}

describe('what patched resources ask for', () => {
  it('is no route of a listener that is gone', () => {
    const removal = '{applyTo: LISTENER, match: {listener: {portNumber: 81}}, patch: {operation: REMOVE}}';
    expect(translated(removal).routes.map((r) => r.name)).toEqual(['80']);
  });

  it.each([
    ['of clusters that are left', '{operation: REMOVE}', ['outbound|80||a.ns.svc.cluster.local']],
    [
      'of clusters that discover them',
      '{operation: MERGE, value: {type: STATIC}}',
      ['outbound|80||a.ns.svc.cluster.local'],
    ],
    [
      'of clusters that are new',
      '{operation: ADD, value: {name: new, type: EDS}}',
      ['new', 'outbound|80||a.ns.svc.cluster.local', 'outbound|81||b.ns.svc.cluster.local'],
    ],
  ])('is the endpoints %s', (_, patch, names) => {
    const match = '{cluster: {service: b.ns.svc.cluster.local}}';
    const { endpoints } = translated(`{applyTo: CLUSTER, match: ${match}, patch: ${patch}}`);
    expect(endpoints.map((e) => e.clusterName)).toEqual(names);
  });
});
