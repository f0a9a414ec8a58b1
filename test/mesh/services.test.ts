import { describe, expect, it } from 'vitest';
import type { MeshService } from '../../src/mesh/types.js';
import { meshOf, pod, proxyOf, service } from './input.js';

function namespace(name: string, annotations = ''): string {
  return `\napiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, annotations: {${annotations}}}`;
}

function serviceEntry(spec: string, metadata = '', status = ''): string {
  return `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: x, namespace: ns${metadata}}
spec: {hosts: [x.example], ports: [{name: http, number: 80, protocol: HTTP}], ${spec}}${status}`;
}

function first(documents: readonly string[]): MeshService | undefined {
  return meshOf(documents).services[0];
}

describe('the traffic distribution of a service', () => {
  const key = 'networking.istio.io/traffic-distribution';

  it.each<[string, string, string, string, string | undefined]>([
    ['its field', 'PreferSameNode', 'PreferClose', 'PreferClose', 'same-node'],
    ['its field as it is spelled, else its annotation', 'preferclose', 'PREFERSAMENODE', 'PreferClose', 'same-node'],
    ['its annotation', '', 'PreferSameZone', 'PreferSameNode', 'same-zone'],
    ["its namespace's annotation", '', '', 'PreferSameNode', 'same-node'],
    ['nothing', '', 'Anywhere', '', undefined],
  ])('is said by %s', (_, field, own, around, expected) => {
    const spec = field && `, trafficDistribution: ${field}`;
    const text = service('server', 'name: http, port: 80', '10.1.0.1', spec);
    const annotated = text.replace('namespace: ns}', `namespace: ns, annotations: {${own && `${key}: ${own}`}}}`);
    expect(first([annotated, namespace('ns', around && `${key}: ${around}`)])?.trafficDistribution).toBe(expected);
  });

  it('is that of the namespace for ServiceEntries, too', () => {
    const documents = [serviceEntry('resolution: DNS'), namespace('ns', `${key}: PreferClose`)];
    expect(first(documents)?.trafficDistribution).toBe('same-zone');
  });
});

describe('allocated addresses of a ServiceEntry', () => {
  const status =
    '\nstatus: {addresses: [{host: x.example, value: 240.240.0.1}, {host: y.example, value: 240.240.0.2}]}';
  const off = ', labels: {networking.istio.io/enable-autoallocate-ip: "False"}';

  it.each<[string, string, string, string[]]>([
    ['those of its host', 'resolution: DNS', '', ['240.240.0.1']],
    ['none where it opts out', 'resolution: DNS', off, []],
    ['none where the destination of the client counts', 'resolution: NONE', '', []],
    ['none where it has its own', 'resolution: DNS, addresses: [10.9.0.1]', '', []],
  ])('are %s', (_, spec, metadata, expected) => {
    expect(first([serviceEntry(spec, metadata, status)])?.autoAddresses).toEqual(expected);
  });
});

describe('a Service', () => {
  it('is seen by all when its exportTo annotation is empty', () => {
    const text = service('server', 'name: http, port: 80', '10.1.0.1');
    const annotations = 'annotations: {networking.istio.io/exportTo: ""}';
    expect(first([text.replace('namespace: ns}', `namespace: ns, ${annotations}}`)])?.visibility).toBe('public');
  });

  it('stands for its hostname before the ServiceEntries of other namespaces, however old, but not the own', () => {
    const server = service('server', 'name: http, port: 80', '10.1.0.1').replace(
      'namespace: ns}',
      'namespace: ns, creationTimestamp: "2026-05-05T00:00:00Z"}',
    );
    const entry = serviceEntry('resolution: DNS')
      .replace('x.example', 'server.ns.svc.cluster.local')
      .replace('namespace: ns', 'namespace: aa, creationTimestamp: "2026-01-01T00:00:00Z"');
    const mesh = meshOf([
      server,
      entry,
      pod('p', '10.0.0.1'),
      pod('q', '10.0.0.2').replace('namespace: ns', 'namespace: aa'),
    ]);
    const chosen = (name: string) => {
      const scope = mesh.scopeOf(proxyOf(mesh, name));
      return [scope.service('server.ns.svc.cluster.local')?.registry, ...scope.clusterServices.map((s) => s.namespace)];
    };
    expect(chosen('p')).toEqual(['kubernetes', 'ns']);
    expect(chosen('q')).toEqual(['external', 'aa']);
  });
});
