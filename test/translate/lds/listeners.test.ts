import { describe, expect, it } from 'vitest';
import { translateProxy } from '../../../src/translate/index.js';
import { translateListeners } from '../../../src/translate/lds/index.js';
import { buildSharedState } from '../../../src/translate/translation.js';
import { meshOf, pod, proxyOf, service, virtualService } from '../../mesh/input.js';

function translated(documents: readonly string[], config: unknown = {}, name = 'client') {
  const mesh = meshOf([pod('client', '10.0.0.9'), ...documents], config);
  const shared = buildSharedState();
  const proxy = proxyOf(mesh, name);
  const { listeners, routeNames } = translateListeners({ mesh, proxy, scope: mesh.scopeOf(proxy), shared });
  return { byName: new Map(listeners.map((l) => [l.name, l])), routeNames, shared, mesh };
}

/** Filters of a name, wherever they stand in the listener. */
function typedConfigs(listener: unknown, name: string): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  JSON.stringify(listener, (_, value) => {
    if (value && typeof value === 'object' && value.name === name) found.push(value.typedConfig);
    return value;
  });
  return found;
}

const TCP_PROXY = 'envoy.filters.network.tcp_proxy';
const HCM = 'envoy.filters.network.http_connection_manager';

describe('listeners', () => {
  it('are sorted out by what MeshConfig says about ports and unknown traffic', () => {
    const { byName } = translated([], {
      proxyListenPort: 16001,
      proxyInboundListenPort: 16006,
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    });
    expect([...byName.keys()]).toEqual(['virtualOutbound', 'virtualInbound']);
    expect(byName.get('virtualOutbound')?.address?.socketAddress?.portValue).toBe(16001);
    expect(byName.get('virtualInbound')?.address?.socketAddress?.portValue).toBe(16006);
    expect(typedConfigs(byName.get('virtualOutbound'), TCP_PROXY).map((c) => c['cluster'])).toEqual([
      'BlackHoleCluster',
      'BlackHoleCluster',
    ]);
  });

  it('wait for bytes only where a protocol is detected', () => {
    const { byName, routeNames } = translated(
      [service('web', 'name: http, port: 80', '10.1.0.1'), service('db', 'name: tcp, port: 90', '10.1.0.2')],
      { protocolDetectionTimeout: '250ms' },
    );
    expect(byName.get('0.0.0.0_80')?.listenerFiltersTimeout).toBe('0.250s');
    expect(byName.get('10.1.0.2_90')?.listenerFiltersTimeout).toBe('0s');
    expect(byName.get('virtualInbound')?.listenerFiltersTimeout).toBe('0.250s');
    expect(routeNames).toEqual(['80']);
  });

  it('name statistics as MeshConfig asks', () => {
    const { byName } = translated([service('db', 'name: tcp-x, port: 90', '10.1.0.2')], {
      outboundClusterStatName:
        '%SERVICE%_%SERVICE_FQDN%_%SERVICE_PORT%_%SERVICE_PORT_NAME%_%SUBSET_NAME%_%TARGET_PORT%',
    });
    expect(typedConfigs(byName.get('10.1.0.2_90'), TCP_PROXY)[0]).toMatchObject({
      cluster: 'outbound|90||db.ns.svc.cluster.local',
      statPrefix: 'db.ns_db.ns.svc.cluster.local_90___0',
    });
  });

  it.each([
    ['{}', { allowAbsoluteUrl: true }],
    ['{preserveHttp1HeaderCase: true}', { headerKeyFormat: { statefulFormatter: { name: 'preserve_case' } } }],
  ])('of the HTTP proxy port, with headers %s', (headers, expected) => {
    const client = pod('client', '10.0.0.9').replace(
      'labels:',
      `annotations: {proxy.istio.io/config: "{proxyHeaders: ${headers}}"}, labels:`,
    );
    const mesh = meshOf([client], { proxyHttpPort: 15080 });
    const proxy = proxyOf(mesh, 'client');
    const t = { mesh, proxy, scope: mesh.scopeOf(proxy), shared: buildSharedState() };
    const listener = translateListeners(t).listeners.find((l) => l.name === '127.0.0.1_15080');
    const [manager] = typedConfigs(listener, HCM);
    expect(manager?.['httpProtocolOptions']).toMatchObject(expected);
    expect(Object.keys(manager?.['httpProtocolOptions'] ?? {})).toEqual(Object.keys(expected));
  });

  it('hold connections as the DestinationRule of the first target says', () => {
    const rule = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: r, namespace: ns}
spec:
  host: db
  trafficPolicy:
    connectionPool: {tcp: {idleTimeout: 20m, maxConnectionDuration: 1h}}
    loadBalancer: {consistentHash: {useSourceIp: true}}
  subsets: [{name: s, trafficPolicy: {loadBalancer: {simple: RANDOM}, tunnel: {protocol: POST, targetHost: t.example, targetPort: 1}}}]`;
    const db = service('db', 'name: tcp, port: 90', '10.1.0.2');
    const config = (...more: string[]) =>
      typedConfigs(translated([db, rule, ...more]).byName.get('10.1.0.2_90'), TCP_PROXY)[0];
    expect(config()).toMatchObject({
      idleTimeout: '1200s',
      maxDownstreamConnectionDuration: '3600s',
      hashPolicy: [{ sourceIp: {} }],
    });
    const toSubset = config(
      virtualService('v', '{hosts: [db], tcp: [{route: [{destination: {host: db, subset: s}}]}]}'),
    );
    expect(toSubset).toMatchObject({
      idleTimeout: '1200s',
      tunnelingConfig: { hostname: 't.example:1', usePost: true },
    });
    expect(toSubset).not.toHaveProperty('hashPolicy');
  });

  it('ask nothing of the address for the network of all addresses', () => {
    const rule = (subnet: string) =>
      virtualService(
        'v',
        `{hosts: [db], tcp: [{match: [{destinationSubnets: ["${subnet}"]}], route: [{destination: {host: db}}]}]}`,
      );
    const match = (subnet: string) =>
      translated([service('db', 'name: tcp, port: 90', '10.1.0.2'), rule(subnet)]).byName.get('10.1.0.2_90')
        ?.filterChains?.[0]?.filterChainMatch;
    expect(match('0.0.0.0/0')).toEqual({});
    expect(match('2001:0DB8::/32')).toEqual({ prefixRanges: [{ addressPrefix: '2001:db8::', prefixLen: 32 }] });
  });

  it('remember the rule that made a chain', () => {
    const db = service('db', 'name: tcp, port: 90', '10.1.0.2');
    const { byName, shared } = translated([
      db,
      virtualService('v', '{hosts: [db], tcp: [{route: [{destination: {host: db, subset: s}}]}]}'),
    ]);
    const chain = byName.get('10.1.0.2_90')?.filterChains?.[0] ?? {};
    expect(shared.provenance.get(chain)).toMatchObject([
      { resource: { metadata: { name: 'v' } }, path: ['spec', 'tcp', 0] },
    ]);
  });

  it('keep a pod from listening for itself', () => {
    const documents = [
      service('db', 'name: tcp, port: 90', 'None'),
      `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: ns, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
endpoints: [{addresses: [10.0.0.9], conditions: {ready: true}}, {addresses: [10.0.0.8], conditions: {ready: true}}]
ports: [{name: tcp, port: 90}]`,
      pod('db', '10.0.0.8'),
    ];
    expect(translated(documents).byName.has('10.0.0.9_90')).toBe(false);
    expect(translated(documents).byName.has('10.0.0.8_90')).toBe(true);
    expect(translated(documents, {}, 'db').byName.has('10.0.0.9_90')).toBe(true);
  });
});

describe('what a proxy is started with', () => {
  const settings = { defaultConfig: { proxyMetadata: { ISTIO_META_IDLE_TIMEOUT: '90s', ISTIO_META_HTTP10: '1' } } };
  const mesh = meshOf([pod('client', '10.0.0.9'), service('db', 'name: tcp, port: 90', '10.1.0.2')], settings);
  const proxy = proxyOf(mesh, 'client');
  const { listeners } = translateProxy(mesh, proxy, buildSharedState());
  const of = (name: string, filter: string) =>
    typedConfigs(
      listeners.find((l) => l.name === name),
      filter,
    );

  it('ends idle connections, but for those that go nowhere', () => {
    expect(of('10.1.0.2_90', TCP_PROXY).map((c) => c['idleTimeout'])).toEqual(['90s']);
    expect(of('virtualOutbound', TCP_PROXY).map((c) => c['idleTimeout'])).toEqual([undefined, '90s']);
  });

  it('bounds requests, and takes old ones', () => {
    expect(of('virtualInbound', HCM)[0]).toMatchObject({
      commonHttpProtocolOptions: { idleTimeout: '90s' },
      httpProtocolOptions: { acceptHttp10: true },
    });
  });
});

describe('tracing', () => {
  const manager = (config: unknown) =>
    typedConfigs(translated([], config).byName.get('virtualInbound'), HCM)[0]?.['tracing'];

  it.each([
    [{}, 1],
    [{ tracing: { sampling: 12.5 } }, 12.5],
    [{ tracing: { sampling: 150 } }, 1],
  ])('samples by %j', (defaultConfig, value) => {
    expect(manager({ defaultConfig })).toMatchObject({ randomSampling: { value }, clientSampling: { value: 100 } });
  });

  it('is off when MeshConfig says so', () => {
    expect(manager({ enableTracing: false })).toBeUndefined();
  });

  it('orders tags by name, and leaves out those of Istio on demand', () => {
    const customTags = { zone: { literal: { value: 'a' } }, arch: { header: { name: 'x-arch' } } };
    expect(manager({ defaultConfig: { tracing: { customTags, enableIstioTags: false } } })).toMatchObject({
      customTags: [
        { tag: 'arch', requestHeader: { name: 'x-arch' } },
        { tag: 'zone', literal: { value: 'a' } },
      ],
    });
  });
});
