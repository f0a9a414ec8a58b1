import { describe, expect, it } from 'vitest';
import { describe as sentence } from '../../src/commands/catalogue.js';
import { selectVirtualServices } from '../../src/mesh/virtual-services.js';
import { meshOf, service } from './input.js';

interface Written {
  readonly namespace?: string;
  readonly created?: string;
}

function virtualService(name: string, spec: string, { namespace = 'ns', created }: Written = {}): string {
  const time = created ? `, creationTimestamp: "${created}"` : '';
  return `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: ${namespace}${time}}
spec: ${spec}`;
}

const route = 'http: [{route: [{destination: {host: a}}]}]';

function namesFor(documents: readonly string[], namespace: string, gateway = 'mesh', config: unknown = {}): string[] {
  return selectVirtualServices(meshOf(documents, config).virtualServices, namespace, gateway).map((v) => v.name);
}

describe('VirtualServices of a namespace', () => {
  it('come by age and name, undated ones being of 2026-01-01', () => {
    const documents = [
      virtualService('young', `{hosts: [a], ${route}}`, { created: '2026-05-01T00:00:00Z' }),
      virtualService('b-undated', `{hosts: [a], ${route}}`),
      virtualService('a-undated', `{hosts: [a], ${route}}`),
      virtualService('old', `{hosts: [a], ${route}}`, { created: '2024-01-01T00:00:00Z' }),
    ];
    expect(namesFor(documents, 'ns')).toEqual(['old', 'a-undated', 'b-undated', 'young']);
  });

  it('come private ones first, then those exported by name, then public ones', () => {
    const documents = [
      virtualService('public', `{hosts: [a.ns], ${route}}`, { created: '2020-01-01T00:00:00Z' }),
      virtualService('named', `{hosts: [a.ns], exportTo: [ns], ${route}}`, {
        namespace: 'other',
        created: '2021-01-01T00:00:00Z',
      }),
      virtualService('private', `{hosts: [a], exportTo: ["."], ${route}}`, { created: '2022-01-01T00:00:00Z' }),
      virtualService('star', `{hosts: [a], exportTo: [third, "*"], ${route}}`, { created: '2023-01-01T00:00:00Z' }),
    ];
    expect(namesFor(documents, 'ns')).toEqual(['private', 'named', 'public', 'star']);
    expect(namesFor(documents, 'other')).toEqual(['public', 'star']);
  });

  it('are for sidecars unless they name gateways only', () => {
    const documents = [
      virtualService('plain', `{hosts: [a], ${route}}`),
      virtualService('both', `{hosts: [a], gateways: [edge, mesh], ${route}}`),
      virtualService('edge', `{hosts: [a], gateways: [edge, far/gate], ${route}}`),
    ];
    expect(namesFor(documents, 'ns')).toEqual(['both', 'plain']);
    expect(namesFor(documents, 'ns', 'ns/edge')).toEqual(['both', 'edge']);
    expect(namesFor(documents, 'ns', 'far/gate')).toEqual(['edge']);
  });

  it('follow the mesh where they say nothing about export', () => {
    const documents = [virtualService('own', `{hosts: [a], ${route}}`)];
    const config = { defaultVirtualServiceExportTo: ['.'] };
    expect(namesFor(documents, 'ns', 'mesh', config)).toEqual(['own']);
    expect(namesFor(documents, 'other', 'mesh', config)).toEqual([]);
  });

  it('leave out those without hosts, which others delegate to', () => {
    expect(namesFor([virtualService('part', `{${route}}`)], 'ns')).toEqual([]);
  });
});

describe('problems of VirtualServices', () => {
  const services = [
    service('a', 'name: http, port: 80', '10.1.0.1'),
    service('hidden', 'name: http, port: 80', '10.1.0.2').replace(
      'namespace: ns',
      'namespace: far, annotations: {networking.istio.io/exportTo: "."}',
    ),
    `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: a, namespace: ns}
spec: {host: a, subsets: [{name: v1, labels: {version: v1}}]}`,
    `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: wild, namespace: ns}
spec: {hosts: ["*.example.com"], ports: [{number: 80, name: http, protocol: HTTP}], resolution: NONE}`,
  ];
  const problemsOf = (...documents: string[]) =>
    meshOf([...services, ...documents]).diagnostics.map(
      (d) => `${d.code} ${d.resource?.metadata.name} ${d.path?.join('.')}`,
    );
  const to = (destination: string, more = '') =>
    virtualService('v', `{hosts: [a], http: [{route: [{destination: {${destination}}}]${more}}]}`);

  it.each([
    ['host: a', undefined],
    ['host: a, port: {number: 80}, subset: v1', undefined],
    ['host: any.example.com', undefined],
    ['host: nobody', 'destination-host-unknown v spec.http.0.route.0.destination.host'],
    ['host: hidden.far.svc.cluster.local', 'destination-host-hidden v spec.http.0.route.0.destination.host'],
    ['host: a, port: {number: 81}', 'destination-port-unknown v spec.http.0.route.0.destination.port'],
    ['host: a, subset: v2', 'destination-subset-unknown v spec.http.0.route.0.destination.subset'],
  ])('of {%s}: %s', (destination, problem) => {
    expect(problemsOf(to(destination))).toEqual(problem === undefined ? [] : [problem]);
  });

  it('of mirrors, and of rules for connections', () => {
    expect(problemsOf(to('host: a', ', mirror: {host: m}, mirrors: [{destination: {host: o}}]'))).toEqual([
      'destination-host-unknown v spec.http.0.mirror.host',
      'destination-host-unknown v spec.http.0.mirrors.0.destination.host',
    ]);
    expect(problemsOf(virtualService('v', '{hosts: [a], tcp: [{route: [{destination: {host: t}}]}]}'))).toEqual([
      'destination-host-unknown v spec.tcp.0.route.0.destination.host',
    ]);
  });

  it('of a host that another one has already', () => {
    const second = virtualService('w', `{hosts: [b.ns, a.ns.svc.cluster.local], ${route}}`);
    expect(problemsOf(to('host: a'), second)).toEqual(['host-taken w spec.hosts.1']);
  });

  it('of delegates that are missing or contradict', () => {
    const root = virtualService(
      'v',
      '{hosts: [a], http: [{match: [{uri: {prefix: /a}}], delegate: {name: part}}, {delegate: {name: gone}}]}',
    );
    const part = virtualService('part', `{http: [{match: [{uri: {prefix: /b}}], route: [{destination: {host: a}}]}]}`);
    expect(problemsOf(root, part)).toEqual([
      'delegate-conflict part spec.http.0',
      'delegate-missing v spec.http.1.delegate',
    ]);
  });

  it('of a rule that says nothing to do', () => {
    expect(problemsOf(virtualService('v', '{hosts: [a], http: [{timeout: 1s}]}'))).toEqual([
      'rule-without-action v spec.http.0',
    ]);
  });

  it('are told in sentences', () => {
    for (const diagnostic of meshOf([...services, to('host: nobody'), to('host: a, subset: v9')]).diagnostics) {
      expect(sentence(diagnostic)).not.toContain('{');
    }
  });
});
