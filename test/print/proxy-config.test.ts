import { describe, expect, it } from 'vitest';
import { findPolicies } from '../../src/print/proxy-config/authorization.js';
import { formatClusters, selectClusters } from '../../src/print/proxy-config/clusters.js';
import { describeDestination } from '../../src/print/proxy-config/destination.js';
import { formatAssignments, selectAssignments } from '../../src/print/proxy-config/endpoints.js';
import { describeFilterChainMatch } from '../../src/print/proxy-config/filter-chain-match.js';
import { formatHosts, hostRows } from '../../src/print/proxy-config/hosts.js';
import { listenerType, selectListeners } from '../../src/print/proxy-config/listeners.js';
import { ownerOf, splitClusterName } from '../../src/print/proxy-config/names.js';
import { describeDomains, describeMatch } from '../../src/print/proxy-config/route-match.js';
import { formatRoutes, selectRoutes } from '../../src/print/proxy-config/routes.js';
import type { Any, JsonMessage } from '../../src/xds/json.js';
import type { Extension } from '../../src/xds/types.js';

const HCM = 'envoy.filters.network.http_connection_manager';
const filter = (name: string, config: JsonMessage): Extension => ({
  name,
  typedConfig: { '@type': 't', ...config } as Any,
});
const http = (config: JsonMessage) => filter(HCM, config);
const tcp = (cluster: string) => filter('envoy.filters.network.tcp_proxy', { cluster });
const inline = (routes: JsonMessage[], domains = ['*']) =>
  http({ routeConfig: { virtualHosts: [{ domains, routes }] } });

describe('clusters', () => {
  it('are split by name', () => {
    expect(splitClusterName('outbound|80|v1|a.b')).toEqual({
      direction: 'outbound',
      port: 80,
      subset: 'v1',
      fqdn: 'a.b',
    });
    expect(splitClusterName('PassthroughCluster')).toBeUndefined();
  });
  it('are ordered by name, subset, port, direction, and found by parts of the name', () => {
    const clusters = ['outbound|90||b', 'outbound|80|v1|b', 'outbound|80||b', 'inbound|80||', 'outbound|9||b'].map(
      (name) => ({
        name,
      }),
    );
    const names = (filterBy: object) => selectClusters(clusters, filterBy).map((c) => c.name);
    expect(names({})).toEqual([
      'inbound|80||',
      'outbound|9||b',
      'outbound|80||b',
      'outbound|90||b',
      'outbound|80|v1|b',
    ]);
    expect(names({ port: 80, direction: 'out' })).toEqual(['outbound|80||b', 'outbound|80|v1|b']);
  });
  it('show the rule that made them', () => {
    const owner = (config: string) => ownerOf({ filterMetadata: { istio: { config } } });
    expect(owner('/apis/networking.istio.io/v1/namespaces/shop/destination-rule/cart')).toBe('cart.shop');
    expect(owner('/apis/networking.istio.io/v1/cart')).toBe('');
    expect(owner('/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproute/cart')).toBe('<unknown>');
    expect(ownerOf({ filterMetadata: {} })).toBe('');
    expect(formatClusters([{ name: 'x' }], { named: true }).split('\n')[1]).toMatch(
      /^cluster\/x +cluster\/x +- +- +- +STATIC +$/,
    );
  });
});

describe('filter chains', () => {
  it.each([
    [{}, 'ALL'],
    [{ serverNames: ['a', 'b'], transportProtocol: 'tls' }, 'SNI: a,b; Trans: tls'],
    [{ applicationProtocols: ['istio-peer-exchange', 'istio'] }, 'App: TCP TLS'],
    [{ applicationProtocols: ['h2'] }, 'App: h2'],
    [{ destinationPort: 80, prefixRanges: [{ addressPrefix: '10.0.0.1', prefixLen: 32 }] }, 'Addr: 10.0.0.1/32:80'],
    [{ prefixRanges: [{ addressPrefix: '::' }] }, 'Addr: ::/0'],
    [{ destinationPort: 80 }, 'Addr: *:80'],
  ])('match %j', (match, text) => {
    expect(describeFilterChainMatch(match)).toBe(text);
  });

  it.each([
    ['a route', [http({ rds: { routeConfigName: '80' } })], 'Route: 80'],
    ['no route', [http({})], 'HTTP'],
    ['one cluster', [inline([{ match: { prefix: '/' }, route: { cluster: 'x' } }])], 'Cluster: x'],
    [
      "one of Istio's clusters",
      [inline([{ match: { prefix: '/' }, route: { cluster: 'PassthroughCluster' } }])],
      'PassthroughCluster',
    ],
    [
      'routes in line',
      [inline([{ match: { path: '/a' } }, { match: { prefix: '/b' } }], ['x', 'y'])],
      'Inline Route: x/y /a, /b*',
    ],
    ['a cluster', [filter('envoy.filters.network.rbac', {}), tcp('outbound|1||a')], 'Cluster: outbound|1||a'],
    ['the black hole', [tcp('BlackHoleCluster')], 'Non-HTTP/Non-TCP'],
    ['something unreadable', [http({ routeConfig: { virtualHosts: 1 } })], 'Inline Route: (unreadable)'],
    ['nothing', [], 'Non-HTTP/Non-TCP'],
  ])('lead to %s', (_, filters, text) => {
    expect(describeDestination({ filters })).toBe(text);
  });
});

describe('listeners', () => {
  const listener = {
    name: 'l',
    address: { socketAddress: { address: 'FD00::1', portValue: 80 } },
    additionalAddresses: [{ address: { socketAddress: { address: '10.0.0.1' } } }],
    filterChains: [{ filters: [http({})] }],
    defaultFilterChain: { filters: [tcp('x')] },
  };
  it('have the type of their chains', () => {
    expect(listenerType(listener)).toBe('HTTP+TCP');
    expect(listenerType({ name: 'n', filterChains: [{ filters: [tcp('BlackHoleCluster')] }] })).toBe('UNKNOWN');
  });
  it.each([
    [{ address: 'fd00::1' }, 1],
    [{ address: '10.0.0.1', type: 'http+tcp' }, 1],
    [{ port: 81 }, 0],
    [{ type: 'TCP' }, 0],
  ])('pass %j', (wanted, count) => {
    expect(selectListeners([listener], wanted)).toHaveLength(count);
  });
});

describe('routes', () => {
  it('are ordered where neighbours are ports', () => {
    const names = ['b', '9090', '80', 'a', '70', '8'].map((name) => ({ name }));
    expect(selectRoutes(names, undefined).map((r) => r.name)).toEqual(['b', '80', '9090', 'a', '8', '70']);
    expect(selectRoutes(names, '80')).toEqual([{ name: '80' }]);
  });
  it.each([
    [['a'], 'a'],
    [['a.b.svc.cluster.local', 'a.b.svc', 'a.b', 'a'], 'a.b, a'],
    [['x', 'x:80', 'y', 'z', '[fd00:1::1]', '[fd00:1::1]:80'], 'x, y + 2 more...'],
  ])('show domains %j', (domains, text) => {
    expect(describeDomains(domains)).toBe(text);
  });
  it.each([
    [{ prefix: '/a' }, '/a*'],
    [{ pathSeparatedPrefix: '/a' }, 'PathPrefix:/a'],
    [{ safeRegex: { regex: '.*' } }, 'regex .*'],
    [undefined, ''],
  ])('show a match %j', (match, text) => {
    expect(describeMatch(match)).toBe(text);
  });
  it('leave the catch-all out and say 404 where there is nothing', () => {
    const virtualHosts = [
      {
        name: 'allow_any',
        domains: ['*'],
        routes: [{ match: { prefix: '/' }, route: { cluster: 'PassthroughCluster' } }],
      },
      { name: 'empty', domains: ['e'] },
    ];
    expect(
      formatRoutes([{ name: '80', virtualHosts }])
        .trim()
        .split('\n')
        .slice(1),
    ).toEqual([expect.stringMatching(/^80 +empty +e +\/\* +404$/)]);
  });
});

describe('endpoints', () => {
  it('have localities, and addresses of every kind', () => {
    const assignment = {
      clusterName: 'c',
      endpoints: [
        {
          locality: { region: 'r', zone: 'z', subZone: 's' },
          lbEndpoints: [
            {
              endpoint: { address: { socketAddress: { address: '10.0.0.1', portValue: 80 } } },
              healthStatus: 'HEALTHY',
            },
            { endpoint: { address: { envoyInternalAddress: { serverListenerName: 'main', endpointId: 'e' } } } },
            {},
          ],
        },
      ],
    };
    const rows = (shown: readonly { clusterName: string }[]) =>
      formatAssignments(shown, 'endpoint/')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(/ {2,}/));
    expect(rows([assignment])).toEqual([
      ['endpoint/10.0.0.1:80', 'HEALTHY', 'r/z/s', 'c'],
      ['endpoint/envoy://main/e', 'UNKNOWN', 'r/z/s', 'c'],
      ['endpoint/unknown', 'UNKNOWN', 'r/z/s', 'c'],
    ]);
    expect(rows(selectAssignments([assignment], { status: 'healthy' }))).toHaveLength(1);
    expect(selectAssignments([assignment], { port: 81 })).toEqual([]);
    const [far] = selectAssignments([{ ...assignment, endpoints: [...assignment.endpoints, { priority: 1 }] }], {});
    expect(far?.endpoints?.[1]).toEqual({ priority: 1 });
  });

  it('that failed their outlier check are told', () => {
    const statuses = [
      {
        name: 'c',
        hostStatuses: [
          { address: { pipe: { path: '/x' } }, healthStatus: { failedOutlierCheck: true } },
          {
            address: { socketAddress: { address: '10.0.0.1', portValue: 80 } },
            healthStatus: { edsHealthStatus: 'HEALTHY' },
          },
        ],
      },
    ];
    const lines = formatHosts(hostRows(statuses, {})).trim().split('\n').slice(1);
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['10.0.0.1:80', 'HEALTHY', 'OK', 'c'],
      ['unix:///x', 'UNKNOWN', 'FAILED', 'c'],
    ]);
  });
});

describe('authorization policies', () => {
  it('are found in HTTP and TCP filters, with the number of their rules', () => {
    const rbac = (fields: JsonMessage) =>
      http({
        httpFilters: [{ name: 'envoy.filters.http.rbac', typedConfig: { '@type': 't', ...fields } }],
      });
    const rule = (name: string, i: number, prefix = '') => ({ [`${prefix}ns[shop]-policy[${name}]-rule[${i}]`]: {} });
    const filters = [
      rbac({ rules: { policies: { ...rule('b', 0), ...rule('b', 1), ...rule('a', 0) } } }),
      rbac({ rules: { action: 'DENY', policies: rule('d', 0) } }),
      rbac({ shadowRules: { action: 'DENY', policies: rule('c', 0, 'istio-ext-authz-oauth-') } }),
      filter('envoy.filters.network.rbac', { rules: { policies: rule('b', 1) } }),
    ];
    expect(findPolicies([{ name: 'l', filterChains: [{ filters }] }])).toEqual([
      { action: 'CUSTOM', policy: 'c.shop', rules: 1 },
      { action: 'DENY', policy: 'd.shop', rules: 1 },
      { action: 'ALLOW', policy: 'a.shop', rules: 1 },
      { action: 'ALLOW', policy: 'b.shop', rules: 2 },
    ]);
  });
});
