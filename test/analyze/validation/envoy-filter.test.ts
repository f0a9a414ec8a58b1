import { describe, expect, it } from 'vitest';
import { type Row, violationsOf } from './violations.js';

const patch = (applyTo: string, value: object, match: object = {}) => ({
  configPatches: [{ applyTo, match, patch: { operation: 'MERGE', value } }],
});
const at = 'spec.configPatches[0]';
const HCM = 'envoy.filters.network.http_connection_manager';
const type = (name: string) => ({ '@type': `type.googleapis.com/${name}` });
const BUFFER = { ...type('envoy.extensions.filters.http.buffer.v3.Buffer'), max_request_bytes: 1 };
const inFilter = (name: string, subFilter?: string) => ({
  listener: { filterChain: { filter: { name, ...(subFilter !== undefined && { subFilter: { name: subFilter } }) } } },
});

describe('EnvoyFilter', () => {
  const rows: readonly Row[] = [
    ['fields in both spellings', patch('CLUSTER', { connect_timeout: '1s', lbPolicy: 'RANDOM' }), []],
    ['a misspelt field', patch('CLUSTER', { conect_timeout: '1s' }), [`warning ${at}.patch.value.conect_timeout`]],
    ['the first of two', patch('CLUSTER', { a: 1, b: 2 }), [`warning ${at}.patch.value.a`]],
    ['a duration in minutes', patch('CLUSTER', { connect_timeout: '1m' }), []],
    [
      'a duration without unit',
      patch('CLUSTER', { connect_timeout: '1' }),
      [`error ${at}.patch.value.connect_timeout`],
    ],
    ['a number for a text', patch('CLUSTER', { name: 1 }), [`error ${at}.patch.value.name`]],
    [
      'a field of an inner message',
      patch('LISTENER', { filter_chains: [{ filter: [] }] }),
      [`warning ${at}.patch.value.filter_chains[0].filter`],
    ],
    ['a filter with its configuration', patch('HTTP_FILTER', { name: 'a', typed_config: BUFFER }), []],
    ['a bare filter', patch('HTTP_FILTER', { name: 'a' }), [`warning ${at}.patch.value`]],
    [
      'a filter as it was before',
      patch('HTTP_FILTER', { name: 'a', config: {} }),
      [`warning ${at}.patch.value.config`],
    ],
    [
      'a type that nobody knows',
      patch('HTTP_FILTER', { name: 'a', typed_config: type('example.Nothing') }),
      [`error ${at}.patch.value.typed_config["@type"]`],
    ],
    [
      'a type of API v2',
      patch('HTTP_FILTER', { name: 'a', typed_config: type('envoy.config.filter.http.lua.v2.Lua') }),
      [`error ${at}.patch.value.typed_config["@type"]`],
    ],
    [
      'a filter that nobody knows',
      patch('HTTP_FILTER', { name: 'a', typed_config: type('envoy.extensions.filters.http.luaa.v3.Lua') }),
      [`error ${at}.patch.value.typed_config["@type"]`],
    ],
    [
      'a message that its package has not',
      patch('HTTP_FILTER', { name: 'a', typed_config: type('envoy.extensions.filters.http.lua.v3.LUA') }),
      [`error ${at}.patch.value.typed_config["@type"]`],
    ],
    [
      'types of all sorts',
      patch('CLUSTER', {
        transport_socket: {
          name: 'a',
          typed_config: type('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext'),
        },
        typed_extension_protocol_options: { a: { '@type': 'xds.type.v3.TypedStruct' } },
      }),
      [],
    ],
    [
      'configuration without type',
      patch('HTTP_FILTER', { name: 'a', typed_config: { inline_code: '' } }),
      [`error ${at}.patch.value.typed_config`],
    ],
    [
      'configuration of filters without type',
      patch('HTTP_ROUTE', { typed_per_filter_config: { 'envoy.filters.http.lua': { disabled: true } } }),
      [`error ${at}.patch.value.typed_per_filter_config["envoy.filters.http.lua"]`],
    ],
    [
      'a field of the HTTP connection manager',
      patch('NETWORK_FILTER', {
        typed_config: {
          ...type(`envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`),
          xff_trusted_hops: 1,
        },
      }),
      [`warning ${at}.patch.value.typed_config.xff_trusted_hops`],
    ],
    [
      'a filter in the HTTP connection manager',
      patch('HTTP_FILTER', { name: 'a', typed_config: BUFFER }, inFilter(HCM, 'b')),
      [],
    ],
    [
      'a name of old',
      patch(
        'HTTP_FILTER',
        { name: 'a', typed_config: BUFFER },
        inFilter('envoy.http_connection_manager', 'envoy.router'),
      ),
      [
        `warning ${at}.match.listener.filterChain.filter.name`,
        `warning ${at}.match.listener.filterChain.filter.subFilter.name`,
      ],
    ],
    [
      'a filter in another filter',
      patch('HTTP_FILTER', { name: 'a', typed_config: BUFFER }, inFilter('a', 'b')),
      [`error ${at}.match.listener.filterChain.filter`],
    ],
    [
      'a filter for a listener',
      patch('LISTENER', {}, inFilter('a')),
      [`warning ${at}.match.listener.filterChain.filter`],
    ],
    [
      'a filter without name',
      patch('NETWORK_FILTER', { name: 'a', typed_config: BUFFER }, { listener: { filterChain: { filter: {} } } }),
      [`error ${at}.match.listener.filterChain.filter`],
    ],
    [
      'a transport socket without configuration',
      patch('CLUSTER', { transport_socket: { name: 'a' } }),
      [`warning ${at}.patch.value.transport_socket`],
    ],
    ['a bare filter in a list', patch('FILTER_CHAIN', { filters: [{ name: 'a' }] }), []],
    [
      'a match of other objects, and a wrong value',
      patch('CLUSTER', { connect_timeout: 1 }, { listener: {} }),
      [`error ${at}.match`, `error ${at}.patch.value.connect_timeout`],
    ],
    ['a waypoint', patch('CLUSTER', { nothing: 1 }, { context: 'WAYPOINT' }), []],
    [
      'both ways to attach',
      { workloadSelector: { labels: { a: 'b' } }, targetRefs: [{ kind: 'Service', name: 'a' }] },
      ['error spec.targetRefs'],
    ],
    ['an empty selector', { workloadSelector: {} }, ['warning spec.workloadSelector']],
  ];
  it.each(rows)('%s', async (_what, spec, expected) => {
    expect(await violationsOf('EnvoyFilter', spec)).toEqual(['warning spec', ...expected]);
  });

  it('says nothing beside a selector that refuses', async () => {
    const spec = { workloadSelector: { labels: { a: '*' } }, configPatches: [{}] };
    expect(await violationsOf('EnvoyFilter', spec)).toEqual(['error spec.workloadSelector.labels.a']);
  });
});
