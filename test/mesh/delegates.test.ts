import { describe, expect, it } from 'vitest';
import { meshOf } from './input.js';

/** Rules of a root whose one rule delegates, as merged: names, matches and timeouts. */
function merged(root: string, own: string): object[] {
  const mesh = meshOf([
    `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: root, namespace: ns}
spec: {hosts: [a], http: [{delegate: {name: part, namespace: team}, ${root}}]}`,
    `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: part, namespace: team}
spec: {http: [{route: [{destination: {host: a}}], ${own}}]}`,
  ]);
  return mesh.virtualServices.flatMap((v) => v.http.map(({ rule: { route, ...rest } }) => rest));
}

describe('delegates', () => {
  it('resolve short hosts where they are written', () => {
    const mesh = meshOf([
      `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: root, namespace: ns}
spec: {hosts: [a], http: [{mirror: {host: m}, delegate: {name: part, namespace: team}}]}`,
      `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: part, namespace: team}
spec: {http: [{route: [{destination: {host: a}}]}]}`,
    ]);
    const [rule] = mesh.virtualServices[0]?.http ?? [];
    expect(rule?.rule.route?.[0]?.destination?.host).toBe('a.team.svc.cluster.local');
    expect(rule?.rule.mirror?.host).toBe('m.ns.svc.cluster.local');
    expect(rule?.origin.resource.metadata.name).toBe('part');
  });

  it.each([
    ['name: r, timeout: 1s', 'name: d', [{ name: 'r-d', timeout: '1s' }]],
    ['timeout: 1s', 'name: d, timeout: 2s', [{ name: 'd', timeout: '2s' }]],
    [
      'headers: {request: {set: {a: "1"}}}',
      'headers: {response: {set: {b: "2"}}}',
      [{ headers: { response: { set: { b: '2' } } } }],
    ],
  ])('take fields of {%s} unless {%s} has them', (root, own, rules) => {
    expect(merged(root, own)).toEqual(rules);
  });

  it.each([
    ['uri: {prefix: /a}', 'uri: {prefix: /a/b}', 'uri: {prefix: /a/b}'],
    ['uri: {prefix: /a}', 'uri: {exact: /a/b}', 'uri: {exact: /a/b}'],
    ['uri: {prefix: /a}', 'headers: {x: {exact: "1"}}', 'uri: {prefix: /a}, headers: {x: {exact: "1"}}'],
    ['uri: {exact: /a}', 'uri: {exact: /a}', 'uri: {exact: /a}'],
    ['uri: {exact: /a}', 'uri: {prefix: /a}', undefined],
    ['uri: {prefix: /a}', 'uri: {regex: "/a.*"}', undefined],
    ['uri: {regex: "/a"}', 'uri: {regex: "/a"}', undefined],
    ['headers: {x: {}}', 'headers: {x: {exact: "1"}}', undefined],
    ['headers: {x: {prefix: a}}', 'headers: {y: {exact: b}}', 'headers: {x: {prefix: a}, y: {exact: b}}'],
    ['port: 80', 'port: 80', 'port: 80'],
    ['port: 80', 'port: 81', undefined],
    ['sourceNamespace: s', 'port: 80', undefined],
    ['sourceNamespace: s', 'sourceNamespace: s', 'sourceNamespace: s'],
    ['sourceLabels: {a: "1"}', 'sourceLabels: {b: "2"}', 'sourceLabels: {a: "1", b: "2"}'],
    ['sourceLabels: {a: "1"}', 'sourceLabels: {a: "2"}', undefined],
    ['ignoreUriCase: true', 'port: 80', undefined],
    ['gateways: [mesh, infra/edge]', 'gateways: [mesh]', 'gateways: [mesh]'],
    ['gateways: [mesh]', 'gateways: [infra/edge]', undefined],
    ['name: r, port: 80', 'name: d', 'name: r-d, port: 80'],
  ])('merge match {%s} with {%s} into {%s}', (root, own, expected) => {
    const rules = merged(`match: [{${root}}]`, `match: [{${own}}]`);
    expect(rules).toEqual(expected === undefined ? [] : merged('match: []', `match: [{${expected}}]`));
  });

  it('lose a whole rule for one match that fits none of the root', () => {
    expect(merged('match: [{port: 80}]', 'match: [{port: 80}, {port: 81}]')).toEqual([]);
  });

  it('multiply matches, those of the delegate outside', () => {
    const rules = merged('match: [{name: a}, {name: b}]', 'match: [{name: c}, {name: d}]');
    expect(rules).toEqual([{ match: [{ name: 'a-c' }, { name: 'b-c' }, { name: 'a-d' }, { name: 'b-d' }] }]);
  });
});
