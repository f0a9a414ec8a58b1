import { describe, expect, test } from 'vitest';
import { meshOf, pod, proxyOf, service, virtualService } from './input.js';

const LABELS = 'app: edge, istio: edge';

/** A router's Pod and Service of namespace `ns`: port 80 leads to 8080, 443 to 8443. */
const ROUTER = [
  pod('edge-0', '10.0.0.1', LABELS).replace('image: proxyv2', 'image: proxyv2, args: [proxy, router]'),
  service('edge', 'name: http, port: 80, targetPort: 8080}, {name: tls, port: 443, targetPort: 8443', '10.1.0.1'),
];

function gateway(name: string, servers: readonly string[], more = ''): string {
  return `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: ${name}, namespace: ns${more}}
spec: {selector: {istio: edge}, servers: [${servers.join(', ')}]}`;
}

const http = (hosts: string, more = '', port = 80) =>
  `{port: {number: ${port}, name: http, protocol: HTTP}, hosts: [${hosts}]${more}}`;
const https = (name: string, hosts: string, more = '', mode = 'SIMPLE') =>
  `{port: {number: 443, name: ${name}, protocol: HTTPS}, hosts: [${hosts}], tls: {mode: ${mode}, credentialName: c}${more}}`;
const tcp = (port: number, more = '') => `{port: {number: ${port}, name: tcp, protocol: TCP}, hosts: ["*"]${more}}`;

/** The groups of servers of the router as `PORT/PROTOCOL/BIND: SERVERS`, and the codes of what was dropped. */
function merged(gateways: readonly string[]) {
  const mesh = meshOf([...ROUTER, ...gateways]);
  const { groups, routes, diagnostics } = mesh.gateways.ofRouter(proxyOf(mesh, 'edge-0'));
  return {
    groups: groups.map((g) => `${g.listenPort}/${g.protocol}/${g.bind}: ${g.servers.length}`),
    routes: [...routes].map(([name, servers]) => `${name}: ${servers.length}`),
    dropped: diagnostics.map((d) => `${d.code} ${d.args['gateway']} ${(d.path ?? []).join('.')}`),
  };
}

describe('merging Gateways', () => {
  test('plain HTTP servers of a port are one', () => {
    expect(merged([gateway('a', [http('a.example')]), gateway('b', [http('b.example')])])).toEqual({
      groups: ['8080/http/: 2'],
      routes: ['http.8080: 2'],
      dropped: [],
    });
  });

  test('the older Gateway has a port first', () => {
    const young = gateway('a', [tcp(80)], ', creationTimestamp: "2026-03-01T00:00:00Z"');
    const { groups, dropped } = merged([young, gateway('b', [http('b.example')])]);
    expect(groups).toEqual(['8080/http/: 1']);
    expect(dropped).toEqual(['gateway-port-conflict ns/a spec.servers.0']);
  });

  test('TLS servers of a port are told apart by their hosts', () => {
    const one = gateway('a', [https('one', 'a.example, b.example'), https('two', 'c.example')]);
    const other = gateway('b', [https('three', 'd.example, b.example')]);
    expect(merged([one, other])).toEqual({
      groups: ['8443/https/: 2'],
      routes: ['https.443.one.a.ns: 1', 'https.443.two.a.ns: 1'],
      dropped: ['gateway-duplicate-host ns/b spec.servers.0'],
    });
  });

  test('a host with a namespace is another host, as is one on another address', () => {
    const servers = [
      https('one', 'a.example'),
      https('two', 'ns/a.example'),
      https('three', 'a.example', ', bind: 10.9.9.9'),
    ];
    expect(merged([gateway('a', servers)])).toMatchObject({
      groups: ['8443/https/: 2', '8443/https/10.9.9.9: 1'],
      dropped: [],
    });
  });

  test('TLS after plain is dropped; one plain server gets in after one TLS server', () => {
    expect(merged([gateway('a', [tcp(443), https('one', 'a.example')])]).groups).toEqual(['8443/tcp/: 1']);
    const after = merged([gateway('a', [https('one', 'a.example'), tcp(443), tcp(443)])]);
    expect(after.groups).toEqual(['8443/https/: 1', '8443/tcp/: 1']);
    expect(after.dropped).toEqual(['gateway-port-conflict ns/a spec.servers.2']);
  });

  test('servers on other addresses do not conflict', () => {
    expect(merged([gateway('a', [http('a.example'), tcp(80, ', bind: 10.9.9.9')])]).groups).toEqual([
      '8080/http/: 1',
      '8080/tcp/10.9.9.9: 1',
    ]);
  });

  test('plain HTTP on an address of its own is not behind TLS', () => {
    const bind = ', bind: 10.9.9.9';
    const servers = [https('one', 'a.example'), http('b.example', bind, 443), http('c.example', bind, 443)];
    expect(merged([gateway('a', [...servers, tcp(443, bind)])])).toEqual({
      groups: ['8443/https/: 1', '8443/http/10.9.9.9: 2'],
      routes: ['https.443.one.a.ns: 1', 'http.8443.10.9.9.9: 2'],
      dropped: ['gateway-port-conflict ns/a spec.servers.3'],
    });
  });

  test('servers of one name both count', () => {
    const { groups } = merged([gateway('a', [http('a.example', ', name: x'), http('b.example', ', name: x')])]);
    expect(groups).toEqual(['8080/http/: 2']);
  });

  test('cipher suites count once, and unknown ones not at all', () => {
    const suites = 'SIMPLE, cipherSuites: [AES128-SHA, RC4-MD5, AES128-SHA, "-X"]';
    const mesh = meshOf([...ROUTER, gateway('a', [https('tls', 'a.example', '', suites)])]);
    const { groups } = mesh.gateways.ofRouter(proxyOf(mesh, 'edge-0'));
    expect(groups[0]?.servers[0]?.tls?.cipherSuites).toEqual(['AES128-SHA', '-X']);
  });

  test('a port that the Service does not have is listened on as it is', () => {
    expect(merged([gateway('a', [http('a.example', '', 7777)])]).groups).toEqual(['7777/http/: 1']);
  });

  test('a second port of the Service to the same port counts only by another protocol', () => {
    const listenPorts = (name: string) => {
      const edge = service(
        'edge',
        `name: http, port: 80, targetPort: 8080}, {name: ${name}, port: 81, targetPort: 8080`,
        '10.1.0.1',
      );
      const mesh = meshOf([ROUTER[0] ?? '', edge, gateway('a', [http('a.example'), http('b.example', '', 81)])]);
      return mesh.gateways.ofRouter(proxyOf(mesh, 'edge-0')).groups.map((g) => g.listenPort);
    };
    expect(listenPorts('http-b')).toEqual([8080, 81]);
    expect(listenPorts('grpc')).toEqual([8080]);
  });

  test('a Service may opt out of translation', () => {
    const [router = '', edge = ''] = ROUTER;
    const labelled = edge.replace(
      'namespace: ns}',
      'namespace: ns, labels: {experimental.istio.io/disable-gateway-port-translation: "true"}}',
    );
    const mesh = meshOf([router, labelled, gateway('a', [http('a.example')])]);
    expect(mesh.gateways.ofRouter(proxyOf(mesh, 'edge-0')).groups[0]?.listenPort).toBe(80);
  });

  test('ports below 1024 are for routers that run as root', () => {
    const [router = '', edge = ''] = ROUTER;
    const env = 'args: [proxy, router], env: [{name: ISTIO_META_UNPRIVILEGED_POD, value: "true"}]';
    const bound = router.replace('args: [proxy, router]', env);
    const mesh = meshOf([bound, edge, gateway('a', [http('a.example'), http('a.example', '', 81)])]);
    const { groups, diagnostics } = mesh.gateways.ofRouter(proxyOf(mesh, 'edge-0'));
    expect(groups.map((g) => g.listenPort)).toEqual([8080]);
    expect(diagnostics.map((d) => `${d.code} ${d.args['port']}`)).toEqual(['gateway-privileged-port 81']);
  });

  test('what is dropped is reported once for all routers', () => {
    const [router = '', edge = ''] = ROUTER;
    const second = router.replace('edge-0', 'edge-1').replaceAll('10.0.0.1', '10.0.0.2');
    const mesh = meshOf([router, second, edge, gateway('a', [http('a.example'), tcp(80)])]);
    expect(mesh.diagnostics.map((d) => d.code)).toEqual(['gateway-port-conflict']);
  });
});

describe('VirtualServices of a server', () => {
  const rules = [
    virtualService('public', '{hosts: [a.example, x.other], gateways: [a]}'),
    virtualService('private', '{hosts: [b.example], gateways: [ns/a], exportTo: ["."]}'),
    virtualService('wild', '{hosts: ["*.example"], gateways: [a]}'),
    virtualService('other', '{hosts: [a.example], gateways: [b, other/a]}'),
  ];
  test.each([
    ['ns', '"*.example"', ['private b.example', 'public a.example', 'wild *.example']],
    ['elsewhere', '"*.example"', ['public a.example', 'wild *.example']],
    ['ns', 'a.example', ['public a.example', 'wild a.example']],
    ['ns', 'other/a.example, x.other', ['public x.other']],
    ['ns', 'c.other', []],
  ])('seen from %s for %s', (namespace, hosts, expected) => {
    const mesh = meshOf([...ROUTER, gateway('a', [http(hosts)]), ...rules]);
    const [server] = mesh.gateways.ofRouter(proxyOf(mesh, 'edge-0')).routes.get('http.8080') ?? [];
    const bound = server ? mesh.gateways.boundTo(server, namespace) : [];
    expect(bound.map((b) => `${b.virtualService.name} ${b.hosts.join()}`)).toEqual(expected);
  });
});
