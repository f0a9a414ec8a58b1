import { describe, expect, test } from 'vitest';
import { serviceForRule } from '../../src/mesh/scope-services.js';
import { meshOf, pod, proxyOf, service, virtualService } from './input.js';

function entry(name: string, namespace: string, host: string, more = ''): string {
  return `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ${name}, namespace: ${namespace}}
spec: {hosts: [${host}], resolution: DNS, ports: [{number: 443, name: tls, protocol: TLS}]${more}}`;
}

const sidecar = (spec: string) => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: s, namespace: ns}
spec: ${spec}`;

const CLIENT = pod('client', '10.0.0.9');

function scopeOf(...documents: string[]) {
  const mesh = meshOf([CLIENT, ...documents]);
  return mesh.scopeOf(proxyOf(mesh, 'client'));
}

function clusters(...documents: string[]): readonly string[] {
  return scopeOf(...documents).clusterServices.map(
    (s) => `${s.hostname.split('.')[0]}.${s.namespace}:${s.ports.map((p) => p.number).join('+')}`,
  );
}

describe('services of a scope', () => {
  test('of one host join their ports where they are exported by the same words', () => {
    const first = entry('a', 'ns', 'e.example');
    const second = (more: string) => entry('b', 'ns', 'e.example', more).replace('443', '8443');
    expect(clusters(first, second(''))).toEqual(['e.ns:443+8443']);
    expect(clusters(first, second(', exportTo: ["*"]'))).toEqual(['e.ns:443']);
  });

  test('private ones come first, then those exported by name, then public ones', () => {
    const { egress } = scopeOf(
      entry('a', 'other', 'a.example'),
      entry('b', 'other', 'b.example', ', exportTo: [ns]'),
      entry('c', 'ns', 'c.example', ', exportTo: [.]'),
    );
    expect(egress[0]?.services.map((s) => s.hostname)).toEqual(['c.example', 'b.example', 'a.example']);
  });

  test('a Kubernetes Service prevails over a ServiceEntry of a third namespace, not over one of the own', () => {
    const web = service('web', 'name: tcp, port: 443', '10.1.0.1').replace('namespace: ns', 'namespace: shop');
    const host = 'web.shop.svc.cluster.local';
    expect(clusters(web, entry('e', 'third', host, ', exportTo: [ns]'))).toEqual(['web.shop:443']);
    expect(clusters(web, entry('e', 'ns', host))).toEqual(['web.ns:443']);
  });

  const far = (namespace: string, more = '') =>
    service('far', 'name: http, port: 80}, {name: http-b, port: 81', '10.1.0.3').replace(
      'namespace: ns',
      `namespace: ${namespace}${more}`,
    );
  const near = service('near', 'name: http, port: 80', '10.1.0.2');
  const toFar = (more: string) =>
    virtualService(
      'v',
      `{hosts: [near], http: [{${more}route: [{destination: {host: far.b.svc.cluster.local, port: {number: 81}}}]}]}`,
    );

  test.each([
    ['destinations get the ports that are named', '{egress: [{hosts: [./*]}]}', '', ['near.ns:80', 'far.b:81']],
    [
      'rules for clients elsewhere lead nowhere',
      '{egress: [{hosts: [./*]}]}',
      'match: [{sourceNamespace: x}], ',
      ['near.ns:80'],
    ],
    [
      'a listener with a port takes no other',
      '{egress: [{port: {number: 80, protocol: HTTP, name: a}, hosts: [./*]}]}',
      '',
      ['near.ns:80', 'far.b:80'],
    ],
  ])('%s', (_, spec, match, expected) => {
    expect(clusters(near, far('b'), toFar(match), sidecar(spec))).toEqual(expected);
  });

  test('a destination adds its port to a service that another listener trimmed', () => {
    const egress = '{egress: [{port: {number: 80, protocol: HTTP, name: a}, hosts: [b/*]}, {hosts: [./*]}]}';
    expect(clusters(near, far('b'), toFar(''), sidecar(egress))).toEqual(['far.b:80+81', 'near.ns:80']);
  });

  test('of namespaces with one host the first by name serves a destination', () => {
    const egress = sidecar('{egress: [{hosts: [./*]}]}');
    const rule = virtualService('v', '{hosts: [near], http: [{route: [{destination: {host: x.example}}]}]}');
    expect(clusters(near, entry('a', 'n2', 'x.example'), entry('b', 'n1', 'x.example'), rule, egress)).toEqual([
      'near.ns:80',
      'x.n1:443',
    ]);
  });

  test('only names that are asked for come with a service', () => {
    const alias = service('also', '', 'None').replace(
      /spec:.*/s,
      'spec: {type: ExternalName, externalName: near.ns.svc.cluster.local}',
    );
    const aliases = (hosts: string) =>
      scopeOf(near, alias, sidecar(`{egress: [{hosts: [${hosts}]}]}`)).service('near.ns.svc.cluster.local')?.aliases
        .length;
    expect([aliases('./*'), aliases('./near.ns.svc.cluster.local')]).toEqual([1, 0]);
  });
});

test('routers take the first of several namespaces with a host, sidecars their own', () => {
  const router = pod('gw', '10.0.0.1').replace('image: proxyv2', 'image: proxyv2, args: [router]');
  const mesh = meshOf([router, CLIENT, entry('a', 'other', 'x.example'), entry('b', 'ns', 'x.example')]);
  const owner = (name: string) => mesh.scopeOf(proxyOf(mesh, name)).service('x.example')?.namespace;
  // Services of one name stand in the order of their namespaces.
  expect([owner('client'), owner('gw')]).toEqual(['ns', 'ns']);
  const older = entry('a', 'other', 'x.example').replace('other}', 'other, creationTimestamp: "2025-01-01T00:00:00Z"}');
  const again = meshOf([router, CLIENT, older, entry('b', 'ns', 'x.example')]);
  const ownerThen = (name: string) => again.scopeOf(proxyOf(again, name)).service('x.example')?.namespace;
  expect([ownerThen('client'), ownerThen('gw')]).toEqual(['ns', 'other']);
});

test('a rule for a router means the service of its own namespace, if the router sees it', () => {
  const older = entry('a', 'other', 'x.example').replace('other}', 'other, creationTimestamp: "2025-01-01T00:00:00Z"}');
  const owner = (more: string) => {
    const mesh = meshOf([CLIENT, older, entry('b', 'rules', 'x.example', more)]);
    return serviceForRule(mesh.services, mesh.scopeOf(proxyOf(mesh, 'client')), 'rules', 'x.example')?.namespace;
  };
  expect([owner(''), owner(', exportTo: [.]')]).toEqual(['rules', 'other']);
});

describe('what a Sidecar says on unknown traffic', () => {
  test.each([
    ['{}', 'registry-only', undefined],
    ['{mode: ALLOW_ANY, egressProxy: {host: proxy, port: {number: 8080}}}', 'allow-any', 'proxy'],
  ])('%s', (policy, mode, host) => {
    const scope = scopeOf(sidecar(`{outboundTrafficPolicy: ${policy}}`));
    expect([scope.outboundPolicy, scope.egressProxy?.hostname]).toEqual([mode, host]);
  });

  test.each([
    [{}, 'allow-any'],
    [{ outboundTrafficPolicy: {} }, 'registry-only'],
    [{ outboundTrafficPolicy: { mode: 'ALLOW_ANY' } }, 'allow-any'],
  ])('without one, the mesh: %j', (config, mode) => {
    const policy = (...documents: string[]) => {
      const mesh = meshOf([CLIENT, ...documents], config);
      return mesh.scopeOf(proxyOf(mesh, 'client')).outboundPolicy;
    };
    expect([policy(), policy(sidecar('{egress: [{hosts: ["./*"]}]}'))]).toEqual([mode, mode]);
  });
});
