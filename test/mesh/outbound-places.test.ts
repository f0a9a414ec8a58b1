import { describe, expect, test } from 'vitest';
import { decideOutboundListeners, type OutboundListener } from '../../src/mesh/outbound-listeners.js';
import { meshOf, pod, proxyOf, service } from './input.js';

const WEB = service('web', 'name: http, port: 80', '10.1.0.1');
const DB = service('db', 'name: tcp, port: 5432', '10.1.0.2');
const HEADLESS = service('pets', 'name: tcp, port: 7000', 'None');
const PETS = `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: pets-1, namespace: ns, labels: {kubernetes.io/service-name: pets}}
addressType: IPv4
endpoints: [{addresses: [10.0.0.1], conditions: {ready: true}}]
ports: [{name: tcp, port: 7000}]`;
const TLS = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: far, namespace: ns}
spec: {hosts: [far.example], resolution: DNS, ports: [{number: 443, name: tls, protocol: TLS}]}`;
const TWO = service('two', 'name: tcp, port: 1}, {name: tcp-b, port: 2', '10.1.0.3');

const sidecar = (egress: string) => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: s, namespace: ns}
spec: {egress: [${egress}]}`;

function spell({ bind, additionalBinds, port, bindToPort, chains }: OutboundListener): string {
  const what = chains.map((chain) => {
    if (chain.kind === 'http') return `http ${chain.routeName}${chain.detected ? '?' : ''}`;
    const { match, targets } = chain.route;
    return ['tcp', ...(match.serverNames ?? []), targets.map((t) => t.port).join()].join(' ');
  });
  return `${[bind, ...additionalBinds].join('+')}_${port}${bindToPort ? '!' : ''} ${what.join(', ')}`;
}

function listeners(client: string, ...documents: string[]): readonly string[] {
  const mesh = meshOf([client, ...documents]);
  const proxy = proxyOf(mesh, 'client');
  return decideOutboundListeners(mesh, proxy, mesh.scopeOf(proxy)).listeners.map(spell);
}

const CLIENT = pod('client', '10.0.0.9');
const port = (number: number, protocol: string, more = '') =>
  `{port: {number: ${number}, protocol: ${protocol}, name: p}, hosts: ["*/*"]${more}}`;

describe('places that a Sidecar names', () => {
  test.each([
    ['an address for HTTP', port(80, 'HTTP', ', bind: 127.0.0.5'), ['127.0.0.5_80 http 80']],
    ['all addresses: other traffic goes on', port(80, 'HTTP', ', bind: 0.0.0.0'), ['0.0.0.0_80 http 80?']],
    ['loopback for what is not redirected', port(80, 'HTTP', ', captureMode: NONE'), ['127.0.0.1_80! http 80']],
    ['an HTTP proxy takes nothing else', port(3128, 'HTTP_PROXY'), ['0.0.0.0_3128 http 3128']],
    ['a headless service is one place', port(7000, 'TCP'), ['0.0.0.0_7000 tcp 7000']],
    ['names on an address of its own need no SNI', port(443, 'TLS', ', bind: 127.0.0.5'), ['127.0.0.5_443 tcp 443']],
    ['names on all addresses do', port(443, 'TLS', ', bind: 0.0.0.0'), ['0.0.0.0_443 tcp far.example 443']],
    ['ports of the sidecar itself are left out', port(15006, 'TCP', ', bind: 0.0.0.0'), []],
  ])('%s', (_, egress, expected) => {
    const own = service('own', 'name: tcp, port: 15006', '10.1.0.4');
    expect(listeners(CLIENT, WEB, DB, HEADLESS, PETS, TLS, own, sidecar(egress))).toEqual(expected);
  });

  test('a socket leads to the only port of a service, else to none', () => {
    const socket = sidecar(port(0, 'TCP', ', bind: "unix:///x"'));
    expect(listeners(CLIENT, DB, socket)).toEqual(['unix:///x_0! tcp 5432']);
    expect(listeners(CLIENT, TWO, socket)).toEqual(['unix:///x_0! tcp 0']);
  });

  test('what is not root leaves low ports alone', () => {
    const user = CLIENT.replace('image: x', 'image: x, env: []').replace(
      'image: proxyv2',
      'image: proxyv2, env: [{name: ISTIO_META_UNPRIVILEGED_POD, value: "true"}]',
    );
    expect(listeners(user, WEB, DB, sidecar('{captureMode: NONE, hosts: ["*/*"]}'))).toEqual([
      '127.0.0.1_5432! tcp 5432',
    ]);
    expect(listeners(user, WEB)).toEqual(['0.0.0.0_80 http 80?']);
  });
});

describe('places of a proxy', () => {
  test('are loopback when nothing is redirected to it', () => {
    const none = CLIENT.replace('labels:', 'annotations: {sidecar.istio.io/interceptionMode: NONE}, labels:');
    expect(listeners(none, WEB, DB)).toEqual(['127.0.0.1_5432! tcp 5432', '127.0.0.1_80! http 80']);
  });

  test('are in both IP families where it has both', () => {
    const both = CLIENT.replace('podIPs: [', 'podIPs: [{ip: "fd00::9"}, ');
    expect(listeners(both, WEB, DB, sidecar('{captureMode: NONE, hosts: ["*/*"]}'))).toEqual([
      '127.0.0.1+::1_5432! tcp 5432',
      '127.0.0.1+::1_80! http 80',
    ]);
  });
});

describe('TLS to a service with other names', () => {
  test('may ask for these in all forms', () => {
    const alias = `
apiVersion: v1
kind: Service
metadata: {name: also, namespace: ns}
spec: {type: ExternalName, externalName: far.example}`;
    expect(listeners(CLIENT, TLS, alias)).toEqual([
      '0.0.0.0_443 tcp far.example also.ns.svc.cluster.local also.ns.svc.cluster.local. also also.ns.svc also.ns 443',
    ]);
  });
});
