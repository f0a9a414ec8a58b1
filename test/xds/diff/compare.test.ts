import { describe, expect, it } from 'vitest';
import { compareMessages, formatSteps, redactedValues } from '../../../src/xds/diff/index.js';

/** Changes as one line each: `+ path`, `- path`, `~ path`, `% path` for another order. */
function changes(before: object, after: object): string[] {
  const marks = { added: '+', removed: '-', changed: '~', reordered: '%' };
  return compareMessages(before, after).map(({ kind, path }) => `${marks[kind]} ${formatSteps(path)}`);
}

const host = (name: string, more: object = {}) => ({ name, domains: [name], ...more });
const chain = (name: string, match: object, more: object = {}) => ({ name, filterChainMatch: match, ...more });
const rbac = (policies: object) => ({
  filters: [
    {
      name: 'rbac',
      typedConfig: { '@type': 'type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC', policies },
    },
  ],
});
const endpoint = (address: string, more: object = {}) => ({
  endpoint: { address: { socketAddress: { address, portValue: 80 } } },
  ...more,
});
const assignment = (...lbEndpoints: object[]) => ({ clusterName: 'c', endpoints: [{ lbEndpoints }] });
const toRoutes = (...routes: object[]) => ({ virtualHosts: [host('a', { routes })] });
const prefix = (text: string, cluster = 'c') => ({ match: { prefix: text }, route: { cluster } });

describe('what means the same', () => {
  const cases: Readonly<Record<string, readonly [object, object]>> = {
    'keys in another order': [
      { a: 1, b: { c: 1, d: 2 } },
      { b: { d: 2, c: 1 }, a: 1 },
    ],
    'virtual hosts in another order': [
      { virtualHosts: [host('a'), host('b')] },
      { virtualHosts: [host('b'), host('a')] },
    ],
    'domains in another order': [host('a', { domains: ['a', 'b'] }), host('a', { domains: ['b', 'a'] })],
    'filter chains that share a name, in another order': [
      { filterChains: [chain('x', { destinationPort: 1 }), chain('x', { destinationPort: 2 })] },
      { filterChains: [chain('x', { destinationPort: 2 }), chain('x', { destinationPort: 1 })] },
    ],
    'endpoints in another order': [
      assignment(endpoint('10.0.0.1'), endpoint('10.0.0.2')),
      assignment(endpoint('10.0.0.2'), endpoint('10.0.0.1')),
    ],
    'what Envoy adds to endpoints': [
      assignment(endpoint('10.0.0.1')),
      {
        ...assignment(endpoint('10.0.0.1', { healthStatus: 'HEALTHY', loadBalancingWeight: 1 })),
        policy: { overprovisioningFactor: 140 },
      },
    ],
    'durations with other zeros': [{ connectTimeout: '1.500s' }, { connectTimeout: '1.5s' }],
    'a default duration': [{ connectTimeout: '5s' }, {}],
    'a 64-bit number as text': [{ maxGrpcTimeoutNanos: '12' }, { maxGrpcTimeoutNanos: 12 }],
    'zeros of plain scalars': [{ useHttpHeader: false, statPrefix: '', nanos: 0 }, {}],
    'empty lists and maps': [{ routes: [], typedPerFilterConfig: {} }, {}],
    'the first value of an enumeration': [{ lbPolicy: 'ROUND_ROBIN' }, {}],
    'wrappers at what Envoy takes without them': [
      { match: { prefix: '/', caseSensitive: true } },
      { match: { prefix: '/' } },
    ],
    'principals in another order': [
      rbac({ p: { principals: [{ any: true }, { metadata: { filter: 'x' } }] } }),
      rbac({ p: { principals: [{ metadata: { filter: 'x' } }, { any: true }] } }),
    ],
    'header matches in another order': [
      toRoutes({ match: { prefix: '/', headers: [{ name: 'a' }, { name: 'b' }] } }),
      toRoutes({ match: { prefix: '/', headers: [{ name: 'b' }, { name: 'a' }] } }),
    ],
    'clusters of a split in another order': [
      {
        route: {
          weightedClusters: {
            clusters: [
              { name: 'a', weight: 1 },
              { name: 'b', weight: 2 },
            ],
          },
        },
      },
      {
        route: {
          weightedClusters: {
            clusters: [
              { name: 'b', weight: 2 },
              { name: 'a', weight: 1 },
            ],
          },
        },
      },
    ],
    'what a dump does not tell': [
      { privateKey: { inlineString: '[redacted]' } },
      { privateKey: { inlineString: 'x' } },
    ],
  };
  it.each(Object.entries(cases))('%s', (_, [before, after]) => {
    expect(changes(before, after)).toEqual([]);
    expect(changes(after, before)).toEqual([]);
  });
});

describe('what differs', () => {
  const cases: Readonly<Record<string, readonly [object, object, readonly string[]]>> = {
    'a scalar': [{ a: { b: 1 } }, { a: { b: 2 } }, ['~ a.b']],
    'a value that looks like a duration': [{ value: '1.0s' }, { value: '1s' }, ['~ value']],
    'a wrapper at zero': [{ match: { caseSensitive: false } }, { match: {} }, ['- match.caseSensitive']],
    'an empty message': [{ configSource: { ads: {} } }, { configSource: {} }, ['- configSource.ads']],
    'false inside a Struct': [
      { metadata: { filterMetadata: { x: { on: false } } } },
      { metadata: { filterMetadata: { x: {} } } },
      ['- metadata.filterMetadata.x.on'],
    ],
    'an empty exact match': [
      { stringMatch: { exact: '' } },
      { stringMatch: { prefix: 'x' } },
      ['- stringMatch.exact', '+ stringMatch.prefix'],
    ],
    'another extension': [
      { typedConfig: { '@type': 'a', x: 1 } },
      { typedConfig: { '@type': 'b', x: 1 } },
      ['~ typedConfig'],
    ],
    'routes in another order': [
      toRoutes(prefix('/a'), prefix('/b')),
      toRoutes(prefix('/b'), prefix('/a')),
      ['% virtualHosts[a].routes'],
    ],
    'a route in front': [
      toRoutes(prefix('/a'), prefix('/b')),
      toRoutes(prefix('/new'), prefix('/a'), prefix('/b')),
      ['+ virtualHosts[a].routes[0]'],
    ],
    'a route among many': [
      toRoutes(prefix('/a'), prefix('/b'), prefix('/c')),
      toRoutes(prefix('/a'), prefix('/b', 'd'), prefix('/c')),
      ['~ virtualHosts[a].routes[1].route.cluster'],
    ],
    'one route gone and one changed': [
      toRoutes(prefix('/a'), prefix('/b'), prefix('/c'), prefix('/d')),
      toRoutes(prefix('/b'), prefix('/c', 'x'), prefix('/d')),
      ['~ virtualHosts[a].routes[2].route.cluster', '- virtualHosts[a].routes[0]'],
    ],
    'filters by name': [
      { httpFilters: [{ name: 'a' }, { name: 'b' }] },
      { httpFilters: [{ name: 'a' }, { name: 'x' }, { name: 'b' }] },
      ['+ httpFilters[x]'],
    ],
    'a domain': [
      host('a', { domains: ['a', 'b'] }),
      host('a', { domains: ['a', 'c'] }),
      ['- domains[b]', '+ domains[c]'],
    ],
    'the match of a chain': [
      { filterChains: [chain('x', { destinationPort: 1 }, { filters: [{ name: 'f' }] }), chain('y', {})] },
      { filterChains: [chain('x', { destinationPort: 2 }, { filters: [{ name: 'f' }] }), chain('y', {})] },
      ['~ filterChains[x].filterChainMatch.destinationPort'],
    ],
    'the match of a chain among such that share its name': [
      { filterChains: [1, 2, 3].map((port) => chain('x', { destinationPort: port })) },
      { filterChains: [1, 4, 3].map((port) => chain('x', { destinationPort: port })) },
      ['~ filterChains[x, destinationPort 2].filterChainMatch.destinationPort'],
    ],
    'an endpoint': [
      assignment(endpoint('10.0.0.1')),
      assignment(endpoint('10.0.0.2')),
      ['- endpoints[//].lbEndpoints[10.0.0.1:80]', '+ endpoints[//].lbEndpoints[10.0.0.2:80]'],
    ],
    'names that every object has': [
      { constructor: 1 },
      { constructor: 2, toString: 3 },
      ['~ constructor', '+ toString'],
    ],
  };
  it.each(Object.entries(cases))('%s', (_, [before, after, expected]) => {
    expect(changes(before, after)).toEqual(expected);
  });
});

describe('values that are shown', () => {
  it('hide what is private, wherever the change is', () => {
    const key = (text: string) => ({ tlsCertificates: [{ privateKey: { inlineString: text } }] });
    const [inside] = compareMessages(key('one'), key('two'));
    const [whole] = compareMessages({}, key('one'));
    const shown = [inside, whole].map((change) => JSON.stringify(change && redactedValues(change)));
    expect(shown[0]).toBe('{"before":"[redacted]","after":"[redacted]"}');
    expect(shown[1]).toContain('"[redacted]"');
    expect(shown.join()).not.toContain('one');
  });
});
