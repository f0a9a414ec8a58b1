import { describe, expect, it } from 'vitest';
import { buildBootstrap } from '../../src/xds/bootstrap.js';
import type { Snapshot } from '../../src/xds/snapshot.js';

const proxy = { name: 'web-0', namespace: 'shop', type: 'sidecar', ip: '10.1.0.7' } as const;
const empty: Snapshot = { listeners: [], routes: [], clusters: [], endpoints: [] };
const TYPE = 'type.googleapis.com/';
const istio = (name: string, typeUrl: string) => ({
  name,
  typedConfig: { '@type': `${TYPE}udpa.type.v1.TypedStruct`, typeUrl: TYPE + typeUrl, value: {} },
});
const router = {
  name: 'envoy.filters.http.router',
  typedConfig: { '@type': `${TYPE}envoy.extensions.filters.http.router.v3.Router` },
};
const manager = (fields: object) => ({
  name: 'envoy.filters.network.http_connection_manager',
  typedConfig: {
    '@type': `${TYPE}envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    ...fields,
  },
});
const resourcesOf = (snapshot: Partial<Snapshot>) => {
  const { bootstrap, notes } = buildBootstrap({ ...empty, ...snapshot }, proxy);
  return {
    bootstrap,
    notes,
    resources: bootstrap['staticResources'] as { listeners: unknown[]; clusters: { name: string }[] },
  };
};

it('names the proxy and keeps the admin interface to this machine', () => {
  expect(buildBootstrap(empty, proxy)).toEqual({
    bootstrap: {
      node: { id: 'sidecar~10.1.0.7~web-0.shop~shop.svc.cluster.local', cluster: 'web-0.shop' },
      admin: { address: { socketAddress: { address: '127.0.0.1', portValue: 15000 } } },
      layeredRuntime: { layers: [{ name: 'limits', staticLayer: { 're2.max_program_size.error_level': 32768 } }] },
      staticResources: { listeners: [], clusters: [] },
    },
    notes: [],
  });
});

describe('listeners', () => {
  const exchange = istio('istio.metadata_exchange', 'io.istio.http.peer_metadata.Config');
  const listener = (fields: object) => ({ name: 'l', filterChains: [{ filters: [manager(fields)] }] });

  it('lose the filters that only Istio has, each noted once', () => {
    const { resources, notes } = resourcesOf({
      listeners: [listener({ httpFilters: [exchange, router] }), listener({ httpFilters: [exchange, router] })],
    });
    expect(resources.listeners[0]).toEqual(listener({ httpFilters: [router] }));
    expect(notes).toEqual(["istio.metadata_exchange is left out: only Istio's build of Envoy has it"]);
  });

  it('hold the routes they asked for by name', () => {
    const rds = { configSource: { ads: {} }, routeConfigName: '8080' };
    const route = { name: '8080', virtualHosts: [{ name: 'v', domains: ['*'] }] };
    expect(resourcesOf({ listeners: [listener({ rds })], routes: [route] }).resources.listeners[0]).toEqual(
      listener({ routeConfig: route }),
    );
    const { resources, notes } = resourcesOf({ listeners: [listener({ rds })] });
    expect(resources.listeners[0]).toEqual(listener({ routeConfig: { name: '8080' } }));
    expect(notes).toEqual([expect.stringContaining('8080')]);
  });

  it("lose the routes' settings for filters that are left out", () => {
    const routeConfig = {
      name: 'r',
      virtualHosts: [
        {
          name: 'v',
          domains: ['*'],
          typedPerFilterConfig: {
            'istio.stats': { '@type': `${TYPE}stats.PluginConfig` },
            x: { '@type': `${TYPE}x.Y` },
          },
        },
      ],
    };
    const [changed] = resourcesOf({ listeners: [listener({ routeConfig })] }).resources.listeners;
    expect(JSON.stringify(changed)).not.toContain('istio.stats');
    expect(JSON.stringify(changed)).toContain('x.Y');
  });
});

describe('clusters', () => {
  const eds = { name: 'c', type: 'EDS', edsClusterConfig: { edsConfig: { ads: {} }, serviceName: 's' } };
  const at = (address: string) => ({ endpoint: { address: { socketAddress: { address, portValue: 80 } } } });

  it.each([
    ['10.0.0.1', 'STATIC'],
    ['fd00::1', 'STATIC'],
    ['db.example.com', 'STRICT_DNS'],
  ])('hold their endpoints: %s makes %s', (address, type) => {
    const assignment = { clusterName: 's', endpoints: [{ lbEndpoints: [at(address)] }] };
    expect(resourcesOf({ clusters: [eds], endpoints: [assignment] }).resources.clusters).toEqual([
      { name: 'c', type, loadAssignment: assignment },
    ]);
  });

  it('without endpoints are empty, others stay as they are', () => {
    const passthrough = { name: 'PassthroughCluster', type: 'ORIGINAL_DST', lbPolicy: 'CLUSTER_PROVIDED' };
    expect(resourcesOf({ clusters: [eds, passthrough] }).resources.clusters).toEqual([
      { name: 'c', type: 'STATIC', loadAssignment: { clusterName: 's' } },
      passthrough,
    ]);
  });

  it('of an agent are there when something asks them', () => {
    const sds = (source: object) => ({
      name: 'c',
      transportSocket: {
        name: 't',
        typedConfig: { '@type': 'x', tlsCertificateSdsSecretConfigs: [{ name: 'default', sdsConfig: source }] },
      },
    });
    const grpc = { apiConfigSource: { apiType: 'GRPC', grpcServices: [{ envoyGrpc: { clusterName: 'sds-grpc' } }] } };
    const names = (source: object) => resourcesOf({ clusters: [sds(source)] }).resources.clusters.map((c) => c.name);
    expect(names(grpc)).toEqual(['c', 'sds-grpc']);
    expect(names({ ads: {}, resourceApiVersion: 'V3' })).toEqual(['c', 'xds-grpc']);
    expect(names({})).toEqual(['c']);
  });
});

it('leaves the snapshot as it was', () => {
  const snapshot: Snapshot = {
    ...empty,
    listeners: [{ name: 'l', filterChains: [{ filters: [istio('istio.stats', 'stats.PluginConfig')] }] }],
  };
  const before = JSON.stringify(snapshot);
  buildBootstrap(snapshot, proxy);
  expect(JSON.stringify(snapshot)).toBe(before);
});
