import { describe, expect, it } from 'vitest';
import { decideInboundClusters } from '../../src/mesh/cluster-inbound.js';
import { meshOf, pod, proxyOf, service } from './input.js';

const WORKLOAD = pod('w', '10.0.0.1');
const SERVICE = service('w', 'name: http, port: 80, targetPort: 8080', '10.1.0.1');

function sidecar(spec: string): string {
  return `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: own, namespace: ns}
spec: ${spec}`;
}

/** Clusters as `PORT DESTINATION [services] max connections`. */
function inbound(documents: readonly string[], config: unknown = {}): string[] {
  const mesh = meshOf([WORKLOAD, SERVICE, ...documents], config);
  const proxy = proxyOf(mesh, 'w');
  return decideInboundClusters(mesh, proxy, mesh.scopeOf(proxy)).map(({ number, destination: to, services, pool }) => {
    const target =
      to.kind === 'address'
        ? `${to.address}:${to.port}${to.fromSidecar ? '!' : ''}`
        : to.kind === 'socket'
          ? to.path
          : to.kind;
    return `${number} ${target} [${services.map((s) => s.name).join()}] ${pool?.tcp?.maxConnections ?? '-'}`;
  });
}

describe('inbound clusters', () => {
  it('are one a workload port, the services of one port number together', () => {
    const again = service('x', 'name: http, port: 80, targetPort: 8080', '10.1.0.2').replace('app: x', 'app: w');
    const other = service('z', 'name: http, port: 81, targetPort: 8080', '10.1.0.3').replace('app: z', 'app: w');
    expect(inbound([again, other])).toEqual(['8080 original [w,x] -']);
  });

  it('take the pool of the DestinationRule by service port, but for one that selects workloads', () => {
    const rule = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: w, namespace: ns}
spec:
  host: w
  trafficPolicy: {portLevelSettings: [{port: {number: 80}, connectionPool: {tcp: {maxConnections: 7}}}]}`;
    expect(inbound([rule])).toEqual(['8080 original [w] 7']);
    expect(inbound([`${rule}\n  workloadSelector: {matchLabels: {app: w}}`])).toEqual(['8080 original [w] -']);
    expect(inbound([rule, sidecar('{inboundConnectionPool: {tcp: {maxConnections: 3}}}')])).toEqual([
      '8080 original [w] 3',
    ]);
  });

  it('go to loopback where the mesh says so', () => {
    expect(inbound([], { inboundTrafficPolicy: { mode: 'LOCALHOST' } })).toEqual(['8080 127.0.0.1:8080 [w] -']);
  });

  it('are those of the ingress listeners where a Sidecar has some', () => {
    const listeners = [
      '{port: {number: 8080, protocol: HTTP, name: a}, connectionPool: {tcp: {maxConnections: 1}}}',
      '{port: {number: 81, protocol: HTTP, name: b}, defaultEndpoint: "127.0.0.1:8081"}',
      '{port: {number: 82, protocol: HTTP, name: c}, defaultEndpoint: "0.0.0.0:8082"}',
      '{port: {number: 83, protocol: HTTP, name: d}, defaultEndpoint: "[::1]:8083"}',
      '{port: {number: 84, protocol: HTTP, name: e}, defaultEndpoint: "unix:///run/e.sock"}',
      '{port: {number: 85, protocol: HTTP, name: f}, defaultEndpoint: "[::]:8085"}',
    ];
    expect(
      inbound([sidecar(`{ingress: [${listeners.join()}], inboundConnectionPool: {tcp: {maxConnections: 2}}}`)]),
    ).toEqual([
      '8080 original [w] 1',
      '81 127.0.0.1:8081 [] 2',
      '82 10.0.0.1:8082! [] 2',
      '83 127.0.0.1:8083 [] 2',
      '84 /run/e.sock [] 2',
      '85 ::1:8085 [] 2',
    ]);
  });

  it('find the family that a default endpoint is written in', () => {
    const listeners = ['0.0.0.0', '[::]', '127.0.0.1', '[::1]'].map(
      (host, i) => `{port: {number: ${80 + i}, protocol: HTTP, name: p${i}}, defaultEndpoint: "${host}:1"}`,
    );
    const endpoints = (workload: string) => {
      const mesh = meshOf([workload, sidecar(`{ingress: [${listeners.join()}]}`)]);
      const proxy = proxyOf(mesh, 'w');
      return decideInboundClusters(mesh, proxy, mesh.scopeOf(proxy)).map(({ destination: to }) =>
        to.kind === 'address' ? `${to.address}${to.fromSidecar ? '!' : ''}` : to.kind,
      );
    };
    const both = WORKLOAD.replace('podIPs: [', 'podIPs: [{ip: "fd00::1"}, ');
    expect(endpoints(both)).toEqual(['10.0.0.1!', 'fd00::1!', '127.0.0.1', '::1']);
    expect(endpoints(WORKLOAD)).toEqual(['10.0.0.1!', '::1', '127.0.0.1', '127.0.0.1']);
    expect(endpoints(pod('w', 'fd00::1'))).toEqual(['127.0.0.1', 'fd00::1!', '::1', '::1']);
  });

  it('are none where nothing is intercepted and no listener is asked for', () => {
    const annotated = WORKLOAD.replace('labels:', 'annotations: {sidecar.istio.io/interceptionMode: NONE}, labels:');
    expect(inbound([annotated])).toEqual([]);
  });
});
