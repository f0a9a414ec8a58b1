import { describe, expect, it } from 'vitest';
import { translateClusters } from '../../../src/translate/cds/index.js';
import { translateEndpoints } from '../../../src/translate/eds/index.js';
import { buildSharedState } from '../../../src/translate/translation.js';
import type { Cluster } from '../../../src/xds/types.js';
import { meshOf, pod, proxyOf, service } from '../../mesh/input.js';

const CLIENT = pod('client', '10.0.0.1');
const SERVER = `${pod('server', '10.0.0.2', 'app: server, version: v1, security.istio.io/tlsMode: istio')}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: server-1, namespace: ns, labels: {kubernetes.io/service-name: server}}
addressType: IPv4
endpoints: [{addresses: [10.0.0.2], targetRef: {kind: Pod, name: server, namespace: ns}}]
ports: [{name: http, port: 8080}]
---${service('server', 'name: http, port: 80, targetPort: 8080', '10.1.0.1')}`;

function rule(spec: string): string {
  return `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: server, namespace: ns}
spec: {host: server, ${spec}}`;
}

function translated(documents: readonly string[], config: unknown = {}, client = CLIENT) {
  const mesh = meshOf([client, SERVER, ...documents], config);
  const proxy = proxyOf(mesh, 'client');
  const shared = buildSharedState();
  const t = { mesh, proxy, scope: mesh.scopeOf(proxy), shared };
  const clusters = translateClusters(t);
  const find = (name: string): Cluster | undefined => clusters.find((c) => c.name === name);
  return { clusters, find, endpoints: translateEndpoints(t, clusters), shared };
}
const NAME = 'outbound|80||server.ns.svc.cluster.local';

/** How a cluster is secured: `matches` by endpoint, a socket's name, or nothing. */
function security(cluster: Cluster | undefined): string | undefined {
  return cluster?.transportSocketMatches ? 'matches' : cluster?.transportSocket?.name;
}

describe('clusters of a sidecar', () => {
  it('are the fixed ones and one a service port and subset', () => {
    const { clusters } = translated([rule('subsets: [{name: v1, labels: {version: v1}}]')]);
    expect(clusters.map((c) => c.name)).toEqual([
      'BlackHoleCluster',
      'InboundPassthroughCluster',
      'PassthroughCluster',
      'outbound|80|v1|server.ns.svc.cluster.local',
      NAME,
    ]);
  });

  it('remember the rule and the service that made them', () => {
    const { find, shared } = translated([rule('subsets: [{name: v1, labels: {version: v1}}]')]);
    const cluster = find('outbound|80|v1|server.ns.svc.cluster.local');
    const from = cluster && shared.provenance.get(cluster);
    expect(from?.map((p) => [p.resource.kind, p.path])).toEqual([
      ['DestinationRule', ['spec', 'subsets', 0]],
      ['Service', ['spec']],
    ]);
  });

  it.each<[string, readonly string[], unknown, string | undefined]>([
    ['choose TLS by endpoint', [], {}, 'matches'],
    ['speak plain text without auto mTLS', [], { enableAutoMtls: false }, undefined],
    ['do as the rule says: off', [rule('trafficPolicy: {tls: {mode: DISABLE}}')], {}, undefined],
    [
      'do as the rule says: mutual',
      [rule('trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}')],
      { enableAutoMtls: false },
      'envoy.transport_sockets.tls',
    ],
    [
      'originate nothing with a Secret that sidecars cannot get',
      [rule('trafficPolicy: {tls: {mode: SIMPLE, credentialName: c}}')],
      {},
      undefined,
    ],
    [
      'wrap plain text in PROXY protocol',
      [rule('trafficPolicy: {tls: {mode: DISABLE}, proxyProtocol: {version: V2}}')],
      {},
      'envoy.transport_sockets.upstream_proxy_protocol',
    ],
    [
      'demand mutual TLS of passthrough traffic where all endpoints take it',
      [rule('trafficPolicy: {loadBalancer: {simple: PASSTHROUGH}}')],
      {},
      'envoy.transport_sockets.tls',
    ],
  ])('%s', (_, documents, config, expected) => {
    expect(security(translated(documents, config).find(NAME))).toBe(expected);
  });
});

describe('inbound clusters', () => {
  it('of ports that a Sidecar opens have its name in statistics', () => {
    const sidecar = `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: own, namespace: ns}
spec: {ingress: [{port: {number: 9080, protocol: HTTP, name: http}, defaultEndpoint: "127.0.0.1:1"}]}`;
    const config = { inboundClusterStatName: '%SERVICE%_%SERVICE_PORT_NAME%_%TARGET_PORT%' };
    expect(translated([sidecar], config).find('inbound|9080||')?.altStatName).toBe('own.ns_http_9080;');
  });
});

describe('endpoints of a cluster', () => {
  const modes = (documents: readonly string[]) =>
    translated(documents).endpoints.map((a) => [
      a.clusterName,
      a.endpoints?.flatMap((g) =>
        g.lbEndpoints?.map((e) => e.metadata?.filterMetadata?.['envoy.transport_socket_match']),
      ),
    ]);

  it('are marked when they take mutual TLS', () => {
    expect(modes([])).toEqual([[NAME, [{ tlsMode: 'istio' }]]]);
  });

  it('are not marked when the rule at the level of the cluster wants none', () => {
    const settings = 'trafficPolicy: {tls: {mode: SIMPLE}}, subsets: [{name: v1, labels: {version: v1}}]';
    expect(modes([rule(settings)])).toEqual([
      ['outbound|80|v1|server.ns.svc.cluster.local', [{ tlsMode: 'istio' }]],
      [NAME, [undefined]],
    ]);
  });

  it('are none for a subset that no workload has', () => {
    expect(modes([rule('subsets: [{name: v2, labels: {version: v2}}]')])).toContainEqual([
      'outbound|80|v2|server.ns.svc.cluster.local',
      undefined,
    ]);
  });
});

describe('passthrough load balancing', () => {
  const passed = 'loadBalancer: {simple: PASSTHROUGH}';
  const subset = (policy: string) => `subsets: [{name: v1, labels: {version: v1}, trafficPolicy: {${policy}}}]`;
  const SUBSET = NAME.replace('||', '|v1|');
  const types = (spec: string) => {
    const { find } = translated([rule(spec)]);
    return [find(NAME)?.type, find(SUBSET)?.type];
  };

  it.each<[string, string, unknown[]]>([
    [
      'of the rule reaches subsets that want other',
      `trafficPolicy: {${passed}}, ${subset('loadBalancer: {simple: RANDOM}')}`,
      ['ORIGINAL_DST', 'ORIGINAL_DST'],
    ],
    [
      'of the port reaches its subsets',
      `trafficPolicy: {portLevelSettings: [{port: {number: 80}, ${passed}}]}, ${subset('')}`,
      ['ORIGINAL_DST', 'ORIGINAL_DST'],
    ],
    ['of a subset is for it alone', subset(passed), ['EDS', 'ORIGINAL_DST']],
    [
      "of a subset's port is for it alone",
      subset(`portLevelSettings: [{port: {number: 80}, ${passed}}]`),
      ['EDS', 'ORIGINAL_DST'],
    ],
  ])('%s', (_, spec, expected) => {
    expect(types(spec)).toEqual(expected);
  });

  it('asks all endpoints for mutual TLS only where the top of the policy says so', () => {
    const plain = `${pod('plain', '10.0.0.3', 'app: server')}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: server-2, namespace: ns, labels: {kubernetes.io/service-name: server}}
addressType: IPv4
endpoints: [{addresses: [10.0.0.3], targetRef: {kind: Pod, name: plain, namespace: ns}}]
ports: [{name: http, port: 8080}]`;
    const atPort = `trafficPolicy: {portLevelSettings: [{port: {number: 80}, ${passed}}]}`;
    expect(security(translated([plain, rule(`trafficPolicy: {${passed}}`)]).find(NAME))).toBeUndefined();
    expect(security(translated([plain, rule(atPort)]).find(NAME))).toBe('envoy.transport_sockets.tls');
    const inherited = translated([plain, rule(`trafficPolicy: {${passed}}, ${subset('')}`)]);
    expect(security(inherited.find(SUBSET))).toBe('envoy.transport_sockets.tls');
  });
});

describe('clusters of a ServiceEntry', () => {
  const entry = (spec: string) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: x, namespace: ns}
spec: {hosts: [x.example], ports: [{number: 443, name: tls, protocol: TLS, targetPort: 8443}], ${spec}}`;
  const ofHost = (policy: string, more = '') => `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: x, namespace: ns}
spec: {host: x.example, trafficPolicy: {${policy}}${more}}`;
  const HOST = 'outbound|443||x.example';

  it('send to another port of the original destination only where their service passes traffic through', () => {
    const passed = ofHost('loadBalancer: {simple: PASSTHROUGH}');
    const override = (spec: string, ...more: string[]) =>
      translated([entry(spec), ...more]).find(HOST)?.originalDstLbConfig;
    expect(override('resolution: NONE')).toEqual({ upstreamPortOverride: 8443 });
    expect(override('resolution: STATIC, endpoints: [{address: 10.0.0.9}]', passed)).toBeUndefined();
  });

  it('keep how names are resolved, but none of them, where a rule passes their traffic through', () => {
    const subset = ', subsets: [{name: v1, labels: {}}]';
    const { find } = translated([entry('resolution: DNS'), ofHost('loadBalancer: {simple: PASSTHROUGH}', subset)]);
    const cluster = find(HOST);
    expect([cluster?.type, cluster?.dnsLookupFamily, cluster?.loadAssignment]).toEqual([
      'ORIGINAL_DST',
      'V4_ONLY',
      undefined,
    ]);
    expect(find(HOST.replace('||', '|v1|'))?.dnsLookupFamily).toBeUndefined();
  });

  it('order names by the labels that agree with those of the client', () => {
    const endpoints = '[{address: a.example, labels: {app: other}}, {address: b.example, labels: {app: client}}]';
    const setting = 'outlierDetection: {}, loadBalancer: {localityLbSetting: {failoverPriority: [app]}}';
    const { find } = translated([entry(`resolution: DNS, endpoints: ${endpoints}`), ofHost(setting)]);
    const groups = find(HOST)?.loadAssignment?.endpoints ?? [];
    expect(groups.map((g) => [g.priority ?? 0, g.lbEndpoints?.[0]?.endpoint.address.socketAddress?.address])).toEqual([
      [0, 'b.example'],
      [1, 'a.example'],
    ]);
  });
});

describe('a service that keeps sessions', () => {
  it('takes draining endpoints for them, though its subsets do not', () => {
    const text = service('server', 'name: http, port: 80, targetPort: 8080', '10.1.0.1').replace(
      'namespace: ns}',
      'namespace: ns, labels: {istio.io/persistent-session: cookie}}',
    );
    const { find } = translated([text, rule('subsets: [{name: v1, labels: {version: v1}}]')]);
    expect(find(NAME)?.commonLbConfig).toEqual({
      overrideHostStatus: { statuses: ['HEALTHY', 'DRAINING', 'UNKNOWN', 'DEGRADED'] },
    });
    expect(find(NAME.replace('||', '|v1|'))?.commonLbConfig).toEqual({});
  });
});

describe('names found while forwarding', () => {
  const ENTRY = `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: wild, namespace: ns}
spec: {hosts: ["*.e.example"], ports: [{number: 443, name: tls, protocol: TLS}], resolution: DYNAMIC_DNS}`;
  const forwarded = (tls: string) => {
    const document = rule(`trafficPolicy: {tls: {${tls}}}`).replace('host: server', 'host: "*.e.example"');
    const cluster = translated([ENTRY, document]).find('outbound|443||*.e.example');
    const options = cluster?.typedExtensionProtocolOptions;
    return [
      Object.values(options ?? {})[0]?.upstreamHttpProtocolOptions,
      cluster?.clusterType?.typedConfig?.allowInsecureClusterOptions,
    ];
  };

  it.each<[string, unknown, unknown]>([
    ['mode: SIMPLE', { autoSni: true, autoSanValidation: true }, undefined],
    ['mode: SIMPLE, sni: a.e.example, subjectAltNames: [b]', { autoSanValidation: true }, undefined],
    ['mode: SIMPLE, insecureSkipVerify: true', { autoSni: true }, true],
    ['mode: SIMPLE, insecureSkipVerify: true, sni: a', undefined, true],
    ['mode: SIMPLE, insecureSkipVerify: true, credentialName: c', undefined, undefined],
  ])('are checked, or the cluster allows otherwise: %s', (tls, names, insecure) => {
    expect(forwarded(tls)).toEqual([names, insecure]);
  });

  it.each([
    ['10.0.0.1', 'V4_ONLY'],
    ['fd00::1', 'V6_ONLY'],
  ])('are those of the family of the client at %s, as in its listeners', (address, family) => {
    const cluster = translated([ENTRY], {}, pod('client', address)).find('outbound|443||*.e.example');
    expect(cluster?.clusterType?.typedConfig?.dnsCacheConfig).toMatchObject({ dnsLookupFamily: family });
  });
});
