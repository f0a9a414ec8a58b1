import { describe, expect, test } from 'vitest';
import { hostSet, intersectHosts, parseServerHosts, serverNames } from '../../src/mesh/gateway-hosts.js';
import { decideGatewayVirtualHosts } from '../../src/mesh/gateway-virtual-hosts.js';
import { meshOf, pod, proxyOf, virtualService } from './input.js';

describe('hosts of servers', () => {
  test.each([
    [['a.example'], 'other', ['a.example']],
    [['./a.example', 'x/b.example', '*/C.example'], 'ns', ['a.example', 'C.example']],
    [['./a.example', 'x/b.example', '*/C.example'], 'x', ['b.example', 'C.example']],
    [['a.example', '*/*'], 'x', ['*']],
  ])('%j for VirtualServices of %s', (written, namespace, expected) => {
    const { exact, wildcards } = hostSet(parseServerHosts(written, 'ns'), namespace);
    expect([...exact, ...wildcards]).toEqual(expected);
  });

  test.each([
    [['*.example'], ['a.example', 'b.other'], ['a.example']],
    [['a.example', 'b.example'], ['*.example'], ['a.example', 'b.example']],
    [['*'], ['*.example', 'a.example'], ['*.example', 'a.example']],
    [['*.a.example', '*'], ['*.a.example'], ['*.a.example']],
    [['a.example'], ['*.a.example'], []],
  ])('%j and %j have %j in common', (ours, theirs, expected) => {
    expect(intersectHosts(hostSet(parseServerHosts(ours, 'ns')), theirs)).toEqual(expected);
  });

  test('names in TLS are sorted, without namespaces', () => {
    expect(serverNames(parseServerHosts(['x/b.example', 'a.example', 'b.example'], 'ns'))).toEqual([
      'a.example',
      'b.example',
    ]);
  });
});

const EDGE = pod('edge-0', '10.0.0.1', 'istio: edge').replace('image: proxyv2', 'image: proxyv2, args: [router]');

/** Virtual hosts of port 80 as `NAME DOMAINS PARTS`, for a Gateway `gw` with these servers. */
function virtualHosts(servers: string, rules: readonly string[]): readonly string[] {
  const gateway = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: gw, namespace: ns}
spec: {selector: {istio: edge}, servers: [${servers}]}`;
  const mesh = meshOf([EDGE, gateway, ...rules]);
  const behind = mesh.gateways.ofRouter(proxyOf(mesh, 'edge-0')).routes.get('http.80') ?? [];
  const decided = decideGatewayVirtualHosts(mesh, 'ns', behind, ({ virtualService: v }) => v.http.length > 0);
  return decided.map(({ name, domains, parts, requireTls }) =>
    [name, domains.join('+'), ...parts.map((p) => p.virtualService.name), ...(requireTls ? ['TLS'] : [])].join(' '),
  );
}

const server = (hosts: string, more = '') =>
  `{port: {number: 80, name: http, protocol: HTTP}, hosts: [${hosts}]${more}}`;
const rule = (name: string, hosts: string, http = '{route: [{destination: {host: a}}]}') =>
  virtualService(name, `{hosts: [${hosts}], gateways: [gw], http: [${http}]}`);

describe('virtual hosts of a router', () => {
  test.each([
    ['A.example', 'A.example', ['a.example:80 a.example one']],
    ['API.b.example', '"*.b.example"', ['api.b.example:80 api.b.example one']],
    ['A.example', 'a.example', []],
  ])('%s and %s meet by the letter', (ours, theirs, expected) => {
    expect(virtualHosts(server(ours), [rule('one', theirs)])).toEqual(expected);
  });

  test('hosts that are only redirected are in lower case', () => {
    const hosts = virtualHosts(server('A.Example, ./B.example', ', tls: {httpsRedirect: true}'), []);
    expect(hosts).toEqual(['ns/b.example:80 ns/b.example+a.example TLS']);
  });

  test('hosts with the same routes are one, the most specific first', () => {
    expect(virtualHosts(server('"*"'), [rule('one', '"*.b.example", a.b.example, long.a.example')])).toEqual([
      'long.a.example:80 long.a.example+a.b.example+*.b.example one',
    ]);
  });

  test('several VirtualServices for a host follow each other', () => {
    const hosts = virtualHosts(server('a.example'), [rule('one', 'a.example'), rule('two', 'a.example')]);
    expect(hosts).toEqual(['a.example:80 a.example one two']);
  });

  test('one without routes is as if absent', () => {
    expect(virtualHosts(server('a.example'), [rule('one', 'a.example', '')])).toEqual([]);
  });

  test('a server that redirects does so for all its hosts', () => {
    const redirect = server('a.example, b.example, c.example', ', tls: {httpsRedirect: true}');
    expect(virtualHosts(redirect, [rule('one', 'a.example')])).toEqual([
      'a.example:80 a.example one TLS',
      'b.example:80 b.example+c.example TLS',
    ]);
  });
});
