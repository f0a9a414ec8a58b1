import { describe, expect, it } from 'vitest';
import { decideOutboundListeners, type OutboundChain } from '../../src/mesh/outbound-listeners.js';
import { meshOf, pod, proxyOf, service, virtualService } from './input.js';

function serviceEntry(name: string, host: string, port: string, more = 'resolution: DNS'): string {
  return `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ${name}, namespace: ns}
spec: {hosts: ["${host}"], ports: [{${port}}], ${more}}`;
}

function slice(of: string, port: string, addresses: readonly string[]): string {
  return `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${of}-1, namespace: ns, labels: {kubernetes.io/service-name: ${of}}}
addressType: IPv4
endpoints: [${addresses.map((a) => `{addresses: [${a}], conditions: {ready: true}}`).join(', ')}]
ports: [{${port}}]`;
}

function spell(chain: OutboundChain): string {
  if (chain.kind === 'http') return `http ${chain.routeName}`;
  const { match, targets } = chain.route;
  const to = targets.map((t) => `${t.hostname.split('.')[0]}:${t.port}${t.subset ? `/${t.subset}` : ''}`).join('+');
  return ['tcp', ...(match.serverNames ?? []), ...(match.subnets ?? []), '->', to].join(' ');
}

function listeners(...documents: string[]) {
  const mesh = meshOf([pod('client', '10.0.0.9'), ...documents]);
  const proxy = proxyOf(mesh, 'client');
  const decided = decideOutboundListeners(mesh, proxy, mesh.scopeOf(proxy));
  return {
    chains: Object.fromEntries(decided.listeners.map((l) => [`${l.bind}_${l.port}`, l.chains.map(spell)])),
    conflicts: decided.diagnostics.map((d) => `${d.args['service']} <- ${d.args['owner']}`),
  };
}

describe('outbound listeners', () => {
  it('share all addresses for HTTP, and have the address of the service otherwise', () => {
    const { chains } = listeners(
      service('a', 'name: http, port: 80', '10.1.0.1'),
      service('b', 'name: http, port: 80', '10.1.0.2'),
      service('c', 'name: tcp, port: 80', '10.1.0.3'),
      service('d', 'port: 80', '10.1.0.4'),
      service('e', 'name: udp, port: 53, protocol: UDP', '10.1.0.5'),
    );
    expect(chains).toEqual({
      '0.0.0.0_80': ['http 80'],
      '10.1.0.3_80': ['tcp -> c:80'],
      '10.1.0.4_80': ['http d.ns.svc.cluster.local:80', 'tcp -> d:80'],
    });
  });

  it('have the first address of a service that the pod has a family of', () => {
    const both = service('a', 'name: tcp, port: 90', 'None').replace(
      'clusterIP: None',
      'clusterIPs: ["fd00::1", 10.1.0.1]',
    );
    const binds = (...ips: string[]) => {
      const client = pod('dual', ips[0] ?? '').replace(
        /podIPs: .*?\]/,
        `podIPs: [${ips.map((ip) => `{ip: "${ip}"}`)}]`,
      );
      const mesh = meshOf([client.replace(/podIP: [^,]*/, `podIP: "${ips[0]}"`), both]);
      const proxy = proxyOf(mesh, 'dual');
      return decideOutboundListeners(mesh, proxy, mesh.scopeOf(proxy)).listeners.map((l) => l.bind);
    };
    expect([binds('10.0.0.9', 'fd00::9'), binds('10.0.0.9'), binds('fd00::9')]).toEqual([
      ['fd00::1'],
      ['10.1.0.1'],
      ['fd00::1'],
    ]);
  });

  it('stand for each pod of a headless service', () => {
    const { chains } = listeners(
      service('db', 'name: tcp, port: 5432', 'None'),
      slice('db', 'name: tcp, port: 5432', ['10.0.0.1', '10.0.0.2']),
      service('empty', 'name: tcp, port: 5433', 'None'),
    );
    expect(chains).toEqual({ '10.0.0.1_5432': ['tcp -> db:5432'], '10.0.0.2_5432': ['tcp -> db:5432'] });
  });

  it('tell services without address apart by SNI, and networks by destination', () => {
    const { chains } = listeners(
      serviceEntry('one', 'one.example', 'name: tls, number: 443, protocol: TLS'),
      serviceEntry('two', 'two.example', 'name: tls, number: 443, protocol: HTTPS'),
      serviceEntry(
        'net',
        'net.example',
        'name: tcp, number: 9, protocol: TCP',
        'addresses: [192.0.2.0/24], resolution: NONE',
      ),
    );
    expect(chains).toEqual({
      '0.0.0.0_443': ['tcp one.example -> one:443', 'tcp two.example -> two:443'],
      '0.0.0.0_9': ['tcp 192.0.2.0/24 -> net:9'],
    });
  });

  it('know a service without address by the names of its aliases as well', () => {
    const { chains } = listeners(
      serviceEntry('one', 'one.example', 'name: tls, number: 443, protocol: TLS'),
      `
apiVersion: v1
kind: Service
metadata: {name: one, namespace: ns}
spec: {type: ExternalName, externalName: one.example, ports: [{name: tls, port: 443}]}`,
    );
    const names = 'one.example one.ns.svc.cluster.local one.ns.svc.cluster.local. one one.ns.svc one.ns';
    expect(chains).toEqual({ '0.0.0.0_443': [`tcp ${names} -> one:443`] });
  });

  it.each([
    ['http, then tcp: the rest goes to the TCP service', 'HTTP', 'TCP', ['http 7', 'tcp -> b:7'], []],
    ['tcp, then http: HTTP is detected', 'TCP', 'HTTP', ['tcp -> a:7', 'http 7'], []],
    ['tcp, then tcp: the first keeps it', 'TCP', 'TCP', ['tcp -> a:7'], ['b.example <- a.example']],
    ['detected, then detected: the first keeps it', '""', '""', ['http 7', 'tcp -> a:7'], ['b.example <- a.example']],
    ['tcp, then detected: only HTTP is added', 'TCP', '""', ['tcp -> a:7', 'http 7'], []],
    ['mongo mixes with nothing', 'MONGO', 'HTTP', ['tcp -> a:7'], ['b.example <- a.example']],
    ['http joins http', 'HTTP', 'GRPC', ['http 7'], []],
  ])('on one port: %s', (_, first, second, chains, conflicts) => {
    const decided = listeners(
      serviceEntry('a', 'a.example', `name: p, number: 7, protocol: ${first}`),
      serviceEntry('b', 'b.example', `name: p, number: 7, protocol: ${second}`),
    );
    expect(decided).toEqual({ chains: { '0.0.0.0_7': chains }, conflicts });
  });

  it('on one port: networks with the same addresses are one', () => {
    const network = (name: string, addresses: string) =>
      serviceEntry(
        name,
        `${name}.example`,
        'name: p, number: 7, protocol: TCP',
        `addresses: [${addresses}], resolution: NONE`,
      );
    const { chains, conflicts } = listeners(network('a', '192.0.2.0/24'), network('b', '192.0.2.9/24'));
    expect(chains).toEqual({ '0.0.0.0_7': ['tcp 192.0.2.0/24 -> a:7'] });
    expect(conflicts).toEqual(['b.example <- a.example']);
  });

  it('are kept off the ports of the sidecar itself', () => {
    expect(listeners(service('a', 'name: http, port: 15006', '10.1.0.1')).chains).toEqual({});
    expect(Object.keys(listeners(service('a', 'name: tcp, port: 15006', '10.1.0.1')).chains)).toEqual([
      '10.1.0.1_15006',
    ]);
  });
});

describe('TCP rules', () => {
  const db = service('db', 'name: tcp, port: 5432', '10.1.0.1');

  it.each([
    ['a rule without match takes all', '[{route: [{destination: {host: other}}]}]', ['tcp -> other:5432']],
    [
      'subnets collect until a rule takes the rest',
      '[{match: [{destinationSubnets: [192.0.2.0/24]}], route: [{destination: {host: x}}]}, {route: [{destination: {host: z}}]}]',
      ['tcp 192.0.2.0/24 -> x:5432', 'tcp -> z:5432'],
    ],
    [
      'after subnets alone comes the service',
      '[{match: [{destinationSubnets: [192.0.2.0/24]}], route: [{destination: {host: x}}]}]',
      ['tcp 192.0.2.0/24 -> x:5432', 'tcp -> db:5432'],
    ],
    [
      'conditions that do not hold leave the rule out',
      '[{match: [{port: 1}, {sourceLabels: {app: other}}, {sourceNamespace: far}, {gateways: [gw]}], route: [{destination: {host: x}}]}]',
      ['tcp -> db:5432'],
    ],
    [
      'conditions that hold are no part of the chain',
      '[{match: [{port: 5432, sourceLabels: {app: client}, sourceNamespace: ns, gateways: [mesh]}], route: [{destination: {host: x, subset: s, port: {number: 9}}}]}]',
      ['tcp -> x:9/s'],
    ],
  ])('%s', (_, tcp, chains) => {
    expect(listeners(db, virtualService('v', `{hosts: [db], tcp: ${tcp}}`)).chains).toEqual({
      '10.1.0.1_5432': chains,
    });
  });

  it('take the only port of the destination when they name none', () => {
    const other = service('other', 'name: tcp, port: 6000', '10.1.0.2');
    const { chains } = listeners(
      db,
      other,
      virtualService('v', '{hosts: [db], tcp: [{route: [{destination: {host: other}}]}]}'),
    );
    expect(chains['10.1.0.1_5432']).toEqual(['tcp -> other:6000']);
  });

  it('are nothing to HTTP ports', () => {
    const web = service('web', 'name: http, port: 80', '10.1.0.1');
    const { chains } = listeners(
      web,
      virtualService('v', '{hosts: [web], tcp: [{route: [{destination: {host: x}}]}]}'),
    );
    expect(chains).toEqual({ '0.0.0.0_80': ['http 80'] });
  });
});

describe('TLS rules', () => {
  const host = 's.ns.svc.cluster.local';
  const secure = service('s', 'name: tls, port: 443', '10.1.0.1');
  const rule = (match: string, to: string) => `{match: [${match}], route: [{destination: {host: ${to}}}]}`;
  const chainsOf = (...rules: string[]) =>
    listeners(secure, virtualService('v', `{hosts: [${host}], tls: [${rules.join(', ')}]}`)).chains['10.1.0.1_443'];

  it('give a chain a match, and then the service itself is not reached otherwise', () => {
    expect(chainsOf(rule(`{sniHosts: [a.${host}]}, {sniHosts: [b.${host}]}`, 'x'))).toEqual([
      `tcp a.${host} -> x:443`,
      `tcp b.${host} -> x:443`,
    ]);
  });

  it('count the same names once', () => {
    expect(chainsOf(rule(`{sniHosts: [${host}]}`, 'x'), rule(`{sniHosts: [${host}]}`, 'z'))).toEqual([
      `tcp ${host} -> x:443`,
    ]);
  });

  it('keep the subnets of a match for later ones without', () => {
    const first = `{sniHosts: [${host}], destinationSubnets: [192.0.2.0/24]}`;
    expect(chainsOf(rule(first, 'x'), rule(`{sniHosts: [a.${host}]}`, 'z'))).toEqual([
      `tcp ${host} 192.0.2.0/24 -> x:443`,
      `tcp a.${host} 192.0.2.0/24 -> z:443`,
    ]);
  });

  it('leave the service alone when none applies', () => {
    expect(chainsOf(rule(`{sniHosts: [${host}], port: 1}`, 'x'))).toEqual(['tcp -> s:443']);
  });
});
