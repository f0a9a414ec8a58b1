import { describe, expect, it } from 'vitest';
import { meshOf, pod, proxyOf, service } from './input.js';

const SERVICE = service('w', 'name: http, port: 80, targetPort: 8080', '10.1.0.1');

function serviceEntry(host: string, endpoints: string, resolution = 'STATIC'): string {
  return `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: entry, namespace: ns}
spec:
  hosts: [${host}]
  resolution: ${resolution}
  ports: [{number: 90, name: http, protocol: HTTP}]
  endpoints: [${endpoints}]`;
}

/** Service ports that pod `w` at 10.0.0.1 serves, as `KIND PORT TARGET`. */
function targets(...documents: readonly string[]): string[] {
  const mesh = meshOf([pod('w', '10.0.0.1'), ...documents]);
  return proxyOf(mesh, 'w').targets.map((t) => `${t.service.registry} ${t.port.number} ${t.targetPort}`);
}

describe('what a workload serves', () => {
  it('is the Services that select it and the ServiceEntries that list it', () => {
    expect(targets(SERVICE, serviceEntry('e.example', '{address: 10.0.0.1}'))).toEqual([
      'kubernetes 80 8080',
      'external 90 90',
    ]);
  });

  it('is no ServiceEntry for sharing endpoints with a Service of its name', () => {
    const slice = `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: w-1, namespace: ns, labels: {kubernetes.io/service-name: w}}
addressType: IPv4
endpoints: [{addresses: [10.0.0.1], targetRef: {kind: Pod, name: w, namespace: ns}}]
ports: [{name: http, port: 8080}]`;
    expect(targets(SERVICE, slice, serviceEntry('w.ns.svc.cluster.local', '{address: 10.0.0.2}'))).toEqual([
      'kubernetes 80 8080',
    ]);
  });

  it('is a ServiceEntry that lists it anywhere, though clients get only the first', () => {
    const endpoints = '{address: a.example}, {address: 10.0.0.1}';
    expect(targets(serviceEntry('e.example', endpoints, 'DNS_ROUND_ROBIN'))).toEqual(['external 90 90']);
  });
});
