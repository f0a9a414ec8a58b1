import { describe, expect, it } from 'vitest';
import type { Mesh } from '../../src/mesh/types.js';
import { meshOf, pod, proxyOf, service } from './input.js';

function policy(name: string, spec: string, namespace = 'ns', more = ''): string {
  return `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${name}, namespace: ${namespace}${more}}
spec: ${spec}`;
}

function authorizer(name: string): object {
  return { name, envoyExtAuthzGrpc: { service: 'judge.ns.svc.cluster.local', port: 80 } };
}

function mesh(...documents: string[]): Mesh {
  return meshOf(
    [pod('w', '10.0.0.1'), pod('v', '10.0.0.2'), service('judge', 'name: grpc, port: 80', '10.1.0.1'), ...documents],
    { extensionProviders: [authorizer('one'), authorizer('two')] },
  );
}

function of(m: Mesh, name = 'w') {
  return m.authorization.of(proxyOf(m, name));
}
const names = (policies: readonly { readonly resource: { readonly metadata: { readonly name: string } } }[]) =>
  policies.map((p) => p.resource.metadata.name);

describe('authorization of a workload', () => {
  it('comes from its namespace and the root namespace, grouped by action', () => {
    const found = of(
      mesh(
        policy('b', '{rules: [{}]}'),
        policy('a', '{action: ALLOW, rules: [{}]}', 'istio-system'),
        policy('c', '{action: DENY, selector: {matchLabels: {app: w}}}'),
        policy('d', '{action: DENY, selector: {matchLabels: {app: v}}}'),
        policy('e', '{action: AUDIT}'),
        policy('f', '{action: DENY}', 'elsewhere'),
      ),
    );
    expect([names(found.allow), names(found.deny), names(found.audit)]).toEqual([['a', 'b'], ['c'], ['e']]);
  });

  it('is shared by workloads with the same policies', () => {
    const m = mesh(policy('a', '{rules: [{}]}'), policy('b', '{selector: {matchLabels: {app: judge}}}'));
    expect(of(m, 'w')).toBe(of(m, 'v'));
  });

  it.each([
    ['{targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: g}]}', 'gw'],
    ['{targetRef: {group: gateway.networking.k8s.io, kind: Gateway, name: other}}', ''],
    ['{targetRefs: [{group: "", kind: Service, name: judge}]}', ''],
    ['{}', 'w gw'],
  ])('goes by the target %s', (spec, expected) => {
    const m = mesh(pod('gw', '10.0.0.9', 'gateway.networking.k8s.io/gateway-name: g'), policy('a', spec));
    expect(['w', 'gw'].filter((name) => of(m, name).allow.length > 0).join(' ')).toBe(expected);
  });

  it('records only, in a dry run', () => {
    const dry = ', annotations: {istio.io/dry-run: "true"}';
    expect(of(mesh(policy('a', '{rules: [{}]}', 'ns', dry))).allow).toMatchObject([{ dryRun: true }]);
  });
});

describe('external authorizers', () => {
  const custom = (name: string, provider: string) =>
    policy(name, `{action: CUSTOM, provider: {name: ${provider}}, rules: [{}]}`);

  it('are asked when there is one', () => {
    expect(of(mesh(custom('a', 'one'), custom('b', 'one'))).custom).toMatchObject([
      { provider: 'one', service: { hostname: 'judge.ns.svc.cluster.local' } },
    ]);
  });

  it('are not asked when there are several', () => {
    const found = of(mesh(custom('a', 'two'), custom('b', 'one')));
    expect(found.custom.map((c) => [c.provider, c.service])).toEqual([
      ['one', undefined],
      ['two', undefined],
    ]);
    expect(found.diagnostics.map((d) => d.code)).toEqual([
      'authorization-several-providers',
      'authorization-several-providers',
    ]);
  });

  it('are missed when MeshConfig has none of the name', () => {
    expect(mesh(custom('a', 'none')).diagnostics).toMatchObject([
      { code: 'authorization-provider-unknown', path: ['spec', 'provider', 'name'] },
    ]);
  });
});

describe('rules about requests, on a TCP port', () => {
  const tcp = service('w', 'name: tcp, port: 9000, targetPort: 9000', '10.1.0.2');
  it.each([
    ['ALLOW', '{to: [{operation: {methods: [GET]}}]}', ['authorization-rule-without-effect']],
    ['DENY', '{to: [{operation: {paths: ["/x"]}}]}', ['authorization-rule-widened']],
    ['DENY', '{to: [{operation: {paths: ["/x"], ports: ["9000"]}}]}', ['authorization-rule-widened']],
    ['DENY', '{to: [{operation: {paths: ["/x"], ports: ["80"]}}]}', []],
    ['DENY', '{to: [{operation: {paths: ["/x"], notPorts: ["9000"]}}]}', []],
    ['ALLOW', '{from: [{source: {namespaces: [a]}}]}', []],
  ])('%s %s', (action, rule, codes) => {
    const found = mesh(tcp, policy('a', `{action: ${action}, rules: [${rule}]}`)).diagnostics;
    expect(found.map((d) => d.code)).toEqual(codes);
  });
});
