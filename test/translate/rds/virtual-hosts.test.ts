import { describe, expect, it } from 'vitest';
import { service, virtualService } from '../../mesh/input.js';
import { routeConfiguration, virtualHosts } from './input.js';

const http = (name: string, ip: string, port = 80) => service(name, `name: http, port: ${port}`, ip);
const to = (host: string) => `http: [{route: [{destination: {host: ${host}}}]}]`;

/** Virtual hosts with the VirtualService that made their first route, `default` for none. */
function owners(documents: readonly string[], name: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [host, { routes }] of virtualHosts(documents, name)) {
    const config = JSON.stringify(routes?.[0]?.metadata ?? '').match(/virtual-service\/([^"]+)/)?.[1];
    out[host.replace('.ns.svc.cluster.local', '')] = config ?? routes?.[0]?.name ?? '';
  }
  return out;
}

function serviceEntry(name: string, spec: string): string {
  return `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: ${name}, namespace: ns}
spec: ${spec}`;
}

describe('domains', () => {
  it('are all names that clients of the namespace use', () => {
    const other = http('b', '10.1.0.2').replace('namespace: ns', 'namespace: far');
    const hosts = virtualHosts([http('a', '10.1.0.1'), other], '80');
    expect(hosts.get('a.ns.svc.cluster.local:80')?.domains).toEqual([
      'a.ns.svc.cluster.local',
      'a.ns.svc.cluster.local.',
      'a',
      'a.ns.svc',
      'a.ns',
      '10.1.0.1',
    ]);
    expect(hosts.get('b.far.svc.cluster.local:80')?.domains).toEqual([
      'b.far.svc.cluster.local',
      'b.far.svc.cluster.local.',
      'b.far',
      'b.far.svc',
      '10.1.0.2',
    ]);
  });

  it('are those of the port that is not for UDP, of two with one number', () => {
    const both = service('a', 'name: u, port: 80, protocol: UDP}, {name: http, port: 80', '10.1.0.1');
    expect(virtualHosts([both], '80').get('a.ns.svc.cluster.local:80')?.domains).toContain('10.1.0.1');
  });

  it('of headless services are those of their pods too, and no address', () => {
    const domains = virtualHosts([http('a', 'None')], '80').get('a.ns.svc.cluster.local:80')?.domains;
    expect(domains).toHaveLength(10);
    expect(domains).toContain('*.a.ns.svc.cluster.local');
  });

  it('of external hosts are the name and the address', () => {
    const entry = serviceEntry(
      'x',
      '{hosts: [x.example.com], addresses: [192.0.2.1], ports: [{number: 80, name: h, protocol: HTTP}], resolution: DNS}',
    );
    expect(virtualHosts([entry], '80').get('x.example.com:80')?.domains).toEqual([
      'x.example.com',
      'x.example.com.',
      '192.0.2.1',
    ]);
  });

  it('leave a short form to the host whose full name it is', () => {
    const entry = serviceEntry('x', '{hosts: [a.ns], ports: [{number: 80, name: h, protocol: HTTP}], resolution: DNS}');
    const hosts = virtualHosts([http('a', '10.1.0.1'), entry], '80');
    expect(hosts.get('a.ns:80')?.domains).toContain('a.ns');
    expect(hosts.get('a.ns.svc.cluster.local:80')?.domains).not.toContain('a.ns');
  });

  it('of an alias are with its target, unless a VirtualService speaks for it', () => {
    const alias = `
apiVersion: v1
kind: Service
metadata: {name: nick, namespace: ns}
spec: {type: ExternalName, externalName: a.ns.svc.cluster.local, ports: [{name: http, port: 80}]}`;
    const services = [http('a', '10.1.0.1'), alias];
    const plain = virtualHosts(services, '80');
    expect(plain.get('a.ns.svc.cluster.local:80')?.domains).toContain('nick');
    expect(plain.has('nick.ns.svc.cluster.local:80')).toBe(false);
    const spoken = virtualHosts([...services, virtualService('v', `{hosts: [nick], ${to('nick')}}`)], '80');
    expect(spoken.get('a.ns.svc.cluster.local:80')?.domains).not.toContain('nick');
    expect(spoken.get('nick.ns.svc.cluster.local:80')?.routes?.[0]?.route?.cluster).toBe(
      'outbound|80||a.ns.svc.cluster.local',
    );
  });
});

describe('virtual hosts', () => {
  it('belong to the first VirtualService of a host; others keep their other hosts', () => {
    const documents = [
      http('a', '10.1.0.1', 8080),
      http('b', '10.1.0.2', 8080),
      virtualService('v1', `{hosts: [a], ${to('a')}}`),
      virtualService('v2', `{hosts: [a, b], ${to('b')}}`),
    ];
    expect(owners(documents, '8080')).toEqual({ 'a:8080': 'v1', 'b:8080': 'v2', allow_any: 'allow_any' });
  });

  it('belong to the exact host, else to the longest wildcard', () => {
    const documents = [
      http('a', '10.1.0.1', 8080),
      http('b', '10.1.0.2', 8080),
      http('c', '10.1.0.3', 8080).replace('namespace: ns', 'namespace: far'),
      virtualService('any', `{hosts: ["*.svc.cluster.local"], ${to('a')}}`),
      virtualService('own', `{hosts: ["*.ns.svc.cluster.local"], ${to('a')}}`),
      virtualService('zz', `{hosts: [b], ${to('b')}}`),
    ];
    expect(owners(documents, '8080')).toEqual({
      'a:8080': 'own',
      'b:8080': 'zz',
      'c.far.svc.cluster.local:8080': 'any',
      allow_any: 'allow_any',
    });
  });

  it('belong to a wildcard service that has the wildcard itself, and those under it', () => {
    const port = 'ports: [{number: 80, name: h, protocol: HTTP}], resolution';
    const documents = [
      serviceEntry('wild', `{hosts: ["*.example.com"], ${port}: NONE}`),
      serviceEntry('exact', `{hosts: [eu.example.com], ${port}: DNS}`),
      virtualService('v', `{hosts: ["*.example.com"], ${to('eu.example.com')}}`),
    ];
    expect(owners(documents, '80')).toEqual({
      '*.example.com:80': 'v',
      'eu.example.com:80': 'v',
      allow_any: 'allow_any',
    });
  });

  it('fall back to the service where a VirtualService has no route for the client', () => {
    const rule = 'http: [{match: [{sourceLabels: {tier: back}}], route: [{destination: {host: a}}]}]';
    const documents = [http('a', '10.1.0.1', 8080), virtualService('v', `{hosts: [a], ${rule}}`)];
    expect(owners(documents, '8080')).toEqual({ 'a:8080': 'default', allow_any: 'allow_any' });
  });

  it('are there for foreign hosts of a VirtualService that has a service of the port', () => {
    const documents = [
      http('a', '10.1.0.1', 8080),
      http('b', '10.1.0.2', 9090),
      service('tcp', 'name: tcp, port: 8080', '10.1.0.3'),
      virtualService('v', `{hosts: [a, b, tcp, ext.example], ${to('a')}}`),
      virtualService('w', `{hosts: [other.example], ${to('a')}}`),
    ];
    expect(owners(documents, '8080')).toEqual({
      'a:8080': 'v',
      'b:8080': 'v',
      'ext.example:8080': 'v',
      allow_any: 'allow_any',
    });
  });

  it('are there for every VirtualService on port 80, but not for TCP services of it', () => {
    const documents = [
      http('a', '10.1.0.1', 80),
      http('b', '10.1.0.2', 9090),
      service('tcp', 'name: tcp, port: 80', '10.1.0.3'),
      virtualService('v', `{hosts: [b, tcp], ${to('b')}}`),
      virtualService('w', `{hosts: [other.example], ${to('a')}}`),
    ];
    expect(owners(documents, '80')).toEqual({
      'a:80': 'default',
      'b:80': 'v',
      'other.example:80': 'w',
      allow_any: 'allow_any',
    });
  });

  it('end with what becomes of other hosts', () => {
    const config = { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } };
    const hosts = routeConfiguration([http('z', '10.1.0.1')], '80', config).virtualHosts;
    expect(hosts?.at(-1)).toMatchObject({ name: 'block_all', routes: [{ directResponse: { status: 502 } }] });
  });

  it('of a detected protocol are one for everything', () => {
    const documents = [
      service('a', 'name: x, port: 7000', '10.1.0.1'),
      service('b', 'name: x, port: 7000', '10.1.0.2'),
    ];
    const { virtualHosts: hosts } = routeConfiguration(documents, 'a.ns.svc.cluster.local:7000');
    expect(hosts?.map((h) => [h.name, h.domains])).toEqual([['a.ns.svc.cluster.local:7000', ['*']]]);
  });

  it('of a detected protocol send to what other names of services mean', () => {
    const alias = `
apiVersion: v1
kind: Service
metadata: {name: other, namespace: ns}
spec: {type: ExternalName, externalName: b.ns.svc.cluster.local, ports: [{name: x, port: 7000}]}`;
    const documents = [
      service('a', 'name: x, port: 7000', '10.1.0.1'),
      service('b', 'name: x, port: 7000', '10.1.0.2'),
      alias,
      virtualService('v', `{hosts: [a], ${to('other')}}`),
    ];
    const { virtualHosts: hosts } = routeConfiguration(documents, 'a.ns.svc.cluster.local:7000');
    expect(hosts?.[0]?.routes?.[0]?.route?.cluster).toBe('outbound|7000||b.ns.svc.cluster.local');
  });

  it('of IPv6 addresses are in brackets', () => {
    const documents = [http('a', '10.1.0.1'), virtualService('v', `{hosts: ["2001:db8::1"], ${to('a')}}`)];
    expect(virtualHosts(documents, '80').get('[2001:db8::1]:80')?.domains).toEqual(['[2001:db8::1]']);
  });

  it('behind a proxy port of a Sidecar are those of all ports, asked for with the port', () => {
    const sidecar = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: s, namespace: ns}
spec:
  egress:
  - {port: {number: 3128, name: proxy, protocol: HTTP_PROXY}, bind: 127.0.0.1, hosts: ["./*"]}`;
    const documents = [
      http('a', '10.1.0.1', 80),
      http('b', '10.1.0.2', 8080),
      virtualService('v', `{hosts: [a, b, x.example], ${to('b')}}`),
      service('c', 'name: http-admin, port: 8081}, {name: http, port: 80', '10.1.0.3'),
      sidecar,
    ];
    const hosts = virtualHosts(documents, '3128');
    expect([...hosts.keys()]).toEqual([
      'a.ns.svc.cluster.local:80',
      'b.ns.svc.cluster.local:8080',
      'c.ns.svc.cluster.local:80',
      'c.ns.svc.cluster.local:8081',
      'x.example:80',
      'allow_any',
    ]);
    expect(hosts.get('x.example:80')?.domains).toEqual(['x.example']);
    // The names without port are the first port's, and then lost.
    expect(hosts.get('c.ns.svc.cluster.local:80')?.domains).toContain('c:80');
    expect(hosts.get('c.ns.svc.cluster.local:80')?.domains).not.toContain('c');
    expect(hosts.get('a.ns.svc.cluster.local:80')?.domains).toEqual(expect.arrayContaining(['a', 'a:80']));
    expect(hosts.get('b.ns.svc.cluster.local:8080')?.domains).toContain('b:8080');
    expect(hosts.get('b.ns.svc.cluster.local:8080')?.domains).not.toContain('b');
  });
});
