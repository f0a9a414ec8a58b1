import { describe, expect, it } from 'vitest';
import { decideInboundPorts } from '../../src/mesh/inbound-ports.js';
import { meshOf, pod, proxyOf, service } from './input.js';

function peerAuthentication(name: string, spec: string, namespace = 'ns'): string {
  return `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}`;
}

function ports(...documents: string[]): string[] {
  const mesh = meshOf([pod('w', '10.0.0.1'), ...documents]);
  const proxy = proxyOf(mesh, 'w');
  return decideInboundPorts(mesh, proxy, mesh.scopeOf(proxy)).map(({ port, served, mode }) =>
    [
      port ?? 'other',
      served ? `${served.bind ?? ''}${served.name}:${served.service.number}${served.opens ? '!' : ''}` : '',
      mode,
    ]
      .filter(Boolean)
      .join(' '),
  );
}
const of = (name: string, port: string) => service(name, port, '10.1.0.1').replace(`app: ${name}`, 'app: w');

describe('inbound ports', () => {
  it('are those of the workload, ascending, the first service deciding', () => {
    expect(
      ports(
        of('b', 'name: http, port: 90, targetPort: 9000'),
        of('a', 'name: tcp, port: 80, targetPort: 8000'),
        of('c', 'port: 70, targetPort: 8000'),
      ),
    ).toEqual(['other permissive', '8000 a:80 permissive', '9000 b:90 permissive']);
  });

  it('leave out those of the sidecar and UDP', () => {
    expect(
      ports(of('a', 'name: http, port: 80, targetPort: 15006'), of('u', 'name: u, port: 53, protocol: UDP')),
    ).toEqual(['other permissive']);
  });

  const sidecar = (spec: string, namespace = 'ns') => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: s, namespace: ${namespace}}
spec: ${spec}`;

  it('come from a Sidecar of the root namespace as from one of the own', () => {
    const mesh = meshOf([
      pod('w', '10.0.0.1'),
      sidecar('{ingress: [{port: {number: 80, protocol: HTTP, name: a}}]}', 'istio-system'),
    ]);
    const proxy = proxyOf(mesh, 'w');
    expect(decideInboundPorts(mesh, proxy, mesh.scopeOf(proxy))[1]?.served?.hostname).toBe('s.ns');
  });

  it('are not those of services where nothing is redirected to the proxy', () => {
    const none = pod('w', '10.0.0.1').replace(
      'labels:',
      'annotations: {sidecar.istio.io/interceptionMode: NONE}, labels:',
    );
    const portsOf = (...documents: string[]) => {
      const mesh = meshOf([none, of('a', 'name: http, port: 80, targetPort: 80'), ...documents]);
      const proxy = proxyOf(mesh, 'w');
      return decideInboundPorts(mesh, proxy, mesh.scopeOf(proxy)).map((p) => `${p.port}${p.served?.opens ? '!' : ''}`);
    };
    expect(portsOf()).toEqual(['undefined']);
    expect(portsOf(sidecar('{ingress: [{port: {number: 8080, protocol: HTTP, name: a}}]}'))).toEqual([
      'undefined',
      '8080!',
    ]);
  });

  it('leave out a service port that says nothing of the pod, where there is a pod', () => {
    expect(ports(of('a', 'name: http, port: 80'))).toEqual(['other permissive']);
  });

  it('take the mode of the mesh, the namespace, the workload, and the port, the nearest counting', () => {
    const a = of('a', 'name: http, port: 80, targetPort: 80');
    expect(ports(a, peerAuthentication('m', '{mtls: {mode: STRICT}}', 'istio-system'))).toEqual([
      'other strict',
      '80 a:80 strict',
    ]);
    expect(
      ports(
        a,
        peerAuthentication('m', '{mtls: {mode: STRICT}}', 'istio-system'),
        peerAuthentication('own', '{mtls: {mode: DISABLE}}'),
        peerAuthentication(
          'w',
          '{selector: {matchLabels: {app: w}}, portLevelMtls: {80: {mode: PERMISSIVE}, 99: {mode: STRICT}}}',
        ),
      ),
    ).toEqual(['other disable', '99 strict', '80 a:80 permissive']);
  });

  it('are those of the Sidecar alone when it has ingress listeners', () => {
    const sidecar = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: s, namespace: ns}
spec:
  ingress:
  - {port: {number: 9, protocol: HTTP, name: http}}
  - {port: {number: 8, protocol: TCP, name: tcp}, bind: 127.0.0.1, captureMode: NONE}`;
    expect(ports(of('a', 'name: http, port: 80, targetPort: 80'), sidecar)).toEqual([
      'other permissive',
      '8 127.0.0.1s:8! permissive',
      '9 10.0.0.1s:9 permissive',
    ]);
  });
});
