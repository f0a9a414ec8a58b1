import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../src/protobuf/decode.js';
import type { JsonMessage } from '../../src/protobuf/json.js';
import { type MessageType, messageType } from '../../src/protobuf/messages.js';

const ROUTE = 'envoy.config.route.v3.Route';
const CLUSTER = 'envoy.config.cluster.v3.Cluster';
const FILTER = 'envoy.config.listener.v3.Filter';

function typeOf(name: string): MessageType {
  const type = messageType(name);
  if (!type) throw new Error(`no message ${name}`);
  return type;
}

const decode = (name: string, value: JsonMessage) => decodeMessage(typeOf(name), value);
const any = (name: string, fields: JsonMessage = {}): JsonMessage => ({
  name: 'a',
  typed_config: { '@type': `type.googleapis.com/${name}`, ...fields },
});

describe('reading the JSON of a message', () => {
  it.each<[string, string, JsonMessage, JsonMessage]>([
    ['names of .proto files', ROUTE, { stat_prefix: 'a' }, { statPrefix: 'a' }],
    ['a name in both spellings', ROUTE, { statPrefix: 'a', stat_prefix: 'b' }, { statPrefix: 'a' }],
    ['no value', ROUTE, { name: null, match: null }, {}],
    ['zeros', ROUTE, { name: '', decorator: { operation: '', propagate: false } }, { decorator: { propagate: false } }],
    ['a zero in a choice', ROUTE, { match: { prefix: '' } }, { match: { prefix: '' } }],
    ['empty lists and maps', ROUTE, { request_headers_to_add: [], typed_per_filter_config: {} }, {}],
    ['durations of Go', CLUSTER, { connect_timeout: '100ms' }, { connectTimeout: '0.100s' }],
    ['a long duration', CLUSTER, { cleanup_interval: '1m30s' }, { cleanupInterval: '90s' }],
    ['numbers in quotes', ROUTE, { direct_response: { status: '403' } }, { directResponse: { status: 403 } }],
    [
      'numbers of 64 bits',
      CLUSTER,
      { ring_hash_lb_config: { minimum_ring_size: 1024 } },
      { ringHashLbConfig: { minimumRingSize: '1024' } },
    ],
    ['numbers of enums', CLUSTER, { lb_policy: 3, type: 2 }, { lbPolicy: 'RANDOM', type: 'LOGICAL_DNS' }],
    ['the first value of an enum', CLUSTER, { lb_policy: 'ROUND_ROBIN', name: 'a' }, { name: 'a' }],
    ['the first value in a choice', CLUSTER, { type: 'STATIC' }, { type: 'STATIC' }],
    ['a number that no enum has', CLUSTER, { lb_policy: 99 }, { lbPolicy: 99 }],
    [
      'two members of a choice: the later declaration counts',
      ROUTE,
      { direct_response: { status: 403 }, route: { cluster: 'a' } },
      { directResponse: { status: 403 } },
    ],
    [
      'a struct as it is',
      CLUSTER,
      { metadata: { filter_metadata: { a_b: { c_d: 0, e: null } } } },
      { metadata: { filterMetadata: { a_b: { c_d: 0, e: null } } } },
    ],
    [
      'numbers of 32 bits',
      CLUSTER,
      { round_robin_lb_config: { slow_start_config: { aggression: { default_value: 0.1, runtime_key: 'a' } } } },
      { roundRobinLbConfig: { slowStartConfig: { aggression: { defaultValue: 0.1, runtimeKey: 'a' } } } },
    ],
    [
      'a type of Istio',
      FILTER,
      any('stats.PluginConfig', { disable_host_header_fallback: false, tcp_reporting_duration: '15s' }),
      {
        name: 'a',
        typedConfig: { '@type': 'type.googleapis.com/stats.PluginConfig', tcpReportingDuration: '15s' },
      },
    ],
    [
      'a well-known type',
      FILTER,
      any('google.protobuf.StringValue', { value: 'x' }),
      { name: 'a', typedConfig: { '@type': 'type.googleapis.com/google.protobuf.StringValue', value: 'x' } },
    ],
  ])('%s', (_, name, value, message) => {
    expect(decode(name, value)).toEqual({ message, problems: [] });
  });

  it.each<[string, string, JsonMessage, string]>([
    ['an unknown field', ROUTE, { mach: {} }, 'unknown-field mach near=match'],
    ['an unknown field of an Any', FILTER, any('stats.PluginConfig', { x: 1 }), 'unknown-field typed_config.x'],
    ['an unknown value', CLUSTER, { lb_policy: 'RANDM' }, 'unknown-value lb_policy near=RANDOM'],
    ['an unknown type', FILTER, any('a.B'), 'unknown-type typed_config.@type'],
    ['no type', FILTER, { typed_config: {} }, 'no-type typed_config'],
    ['a text for a list', ROUTE, { request_headers_to_remove: 'a' }, 'wrong-type request_headers_to_remove'],
    ['a list for a message', ROUTE, { match: [] }, 'wrong-type match'],
    ['a text for a boolean', CLUSTER, { respect_dns_ttl: 'true' }, 'wrong-type respect_dns_ttl'],
    ['a number for a duration', CLUSTER, { connect_timeout: 5 }, 'wrong-type connect_timeout'],
    ['no duration', CLUSTER, { connect_timeout: '5 s' }, 'bad-value connect_timeout'],
    ['a fraction', ROUTE, { direct_response: { status: 1.5 } }, 'bad-value direct_response.status'],
    ['a number below 0', ROUTE, { direct_response: { status: -1 } }, 'bad-value direct_response.status'],
    ['a number that is too large', ROUTE, { direct_response: { status: 2 ** 32 } }, 'bad-value direct_response.status'],
    [
      'no base64',
      ROUTE,
      { direct_response: { body: { inline_bytes: '[redacted]' } } },
      'bad-value direct_response.body.inline_bytes',
    ],
    ['a null in a list', CLUSTER, { filters: [{ name: 'a' }, null] }, 'null-item filters.1'],
  ])('finds %s', (_, name, value, wanted) => {
    const said = decode(name, value).problems.map(({ code, path, args }) =>
      [code, path.join('.'), ...(args['near'] ? [`near=${args['near']}`] : [])].join(' '),
    );
    expect(said).toEqual([wanted]);
  });

  it('leaves recorded resources as they are', () => {
    const types = {
      listeners: 'envoy.config.listener.v3.Listener',
      routes: 'envoy.config.route.v3.RouteConfiguration',
      clusters: CLUSTER,
      endpoints: 'envoy.config.endpoint.v3.ClusterLoadAssignment',
    };
    const folder = new URL('../goldens/xds/', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    let count = 0;
    for (const file of files) {
      const { proxies } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      for (const proxy of proxies) {
        for (const [section, name] of Object.entries(types)) {
          for (const resource of proxy[section]) {
            expect(decode(name, resource)).toEqual({ message: resource, problems: [] });
            count++;
          }
        }
      }
    }
    expect(count).toBeGreaterThan(100);
  });
});
