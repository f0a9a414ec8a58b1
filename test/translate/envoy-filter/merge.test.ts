import { describe, expect, it } from 'vitest';
import { type MessageType, messageType } from '../../../src/protobuf/messages.js';
import { mergeMessages, mergeTyped } from '../../../src/translate/envoy-filter/merge.js';
import { readPatchValue } from '../../../src/translate/envoy-filter/patch-values.js';
import type { JsonMessage } from '../../../src/xds/json.js';

const typed = (name: string, fields: JsonMessage): JsonMessage => ({
  '@type': `type.googleapis.com/${name}`,
  ...fields,
});
const HTTP = 'envoy.extensions.filters.http';
const MANAGER = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';

describe('a patch value', () => {
  const ofFilter = (name: string, fields: JsonMessage) =>
    readPatchValue({ applyTo: 'HTTP_FILTER', value: { name: 'a', typed_config: typed(name, fields) } });

  it.each<[string, string, JsonMessage, JsonMessage]>([
    [
      'durations of Go',
      `${HTTP}.ext_authz.v3.ExtAuthz`,
      { grpc_service: { timeout: '250ms' } },
      { grpcService: { timeout: '0.250s' } },
    ],
    [
      'first values that depend on where they are',
      `${HTTP}.header_to_metadata.v3.Config`,
      { request_rules: [{ header: 'a', on_header_present: { type: 'STRING', value: 'b' } }] },
      { requestRules: [{ header: 'a', onHeaderPresent: { value: 'b' } }] },
    ],
    [
      'a status as a number',
      `${HTTP}.local_ratelimit.v3.LocalRateLimit`,
      { stat_prefix: 'a', status: { code: 429 }, token_bucket: { max_tokens: 1, tokens_per_fill: 0 } },
      { statPrefix: 'a', status: { code: 'TooManyRequests' }, tokenBucket: { maxTokens: 1, tokensPerFill: 0 } },
    ],
    [
      'metadata to set',
      `${HTTP}.set_metadata.v3.Config`,
      { metadata: [{ metadata_namespace: 'a', value: { b_c: '' } }] },
      { metadata: [{ metadataNamespace: 'a', value: { b_c: '' } }] },
    ],
    [
      'the Struct of a typed one',
      'udpa.type.v1.TypedStruct',
      { type_url: 'a', value: { b_c: false } },
      { typeUrl: 'a', value: { b_c: false } },
    ],
    [
      'names in lowerCamelCase in a message that only Istio has',
      'istio.workload.Nothing',
      { a_b: { c_d: 0 } },
      { aB: { cD: 0 } },
    ],
  ])('has %s', (_, name, written, expected) => {
    expect(ofFilter(name, written)).toEqual({ value: { name: 'a', typedConfig: typed(name, expected) }, unknown: [] });
  });

  it.each<[string, JsonMessage, string]>([
    ['a value of another type', { name: 5 }, 'wrong-type name'],
    ['a type that nobody has', { name: 'a', typed_config: typed('a.A', {}) }, 'unknown-type typed_config.@type'],
  ])('is nothing with %s', (_, value, expected) => {
    const { problem } = readPatchValue({ applyTo: 'HTTP_FILTER', value });
    expect(`${problem?.code} ${problem?.path.join('.')}`).toBe(expected);
  });

  it('is good without fields that nobody knows', () => {
    const { value, problem, unknown } = readPatchValue({ applyTo: 'CLUSTER', value: { name: 'a', nam: 'b' } });
    expect({ value, problem, unknown: unknown.map(({ path }) => path) }).toEqual({
      value: { name: 'a' },
      problem: undefined,
      unknown: [['nam']],
    });
  });
});

describe('merging a patch', () => {
  const typeOf = (name: string): MessageType | undefined => messageType(name);
  const ROUTE = 'envoy.config.route.v3.Route';
  const CLUSTER = 'envoy.config.cluster.v3.Cluster';

  it.each<[string, string, JsonMessage, JsonMessage, JsonMessage]>([
    [
      'appends lists',
      ROUTE,
      { requestHeadersToRemove: ['a'] },
      { requestHeadersToRemove: ['b'] },
      { requestHeadersToRemove: ['a', 'b'] },
    ],
    [
      'goes into messages',
      ROUTE,
      { match: { prefix: '/' } },
      { match: { caseSensitive: false } },
      { match: { prefix: '/', caseSensitive: false } },
    ],
    [
      'leaves a wrapper alone with zero',
      MANAGER,
      { normalizePath: true },
      { normalizePath: false },
      { normalizePath: true },
    ],
    ['sets a wrapper to zero', MANAGER, {}, { normalizePath: false }, { normalizePath: false }],
    ['replaces durations', CLUSTER, { connectTimeout: '5s' }, { connectTimeout: '0s' }, { connectTimeout: '0s' }],
    [
      'replaces entries of maps and structs',
      CLUSTER,
      { metadata: { filterMetadata: { a: { x: 1 }, b: { x: 1 } } } },
      { metadata: { filterMetadata: { a: { y: 2 } } } },
      { metadata: { filterMetadata: { a: { y: 2 }, b: { x: 1 } } } },
    ],
    [
      'replaces typed configurations',
      CLUSTER,
      { clusterType: { typedConfig: { '@type': 'a/A', x: 1 } } },
      { clusterType: { typedConfig: { '@type': 'a/A', y: 2 } } },
      { clusterType: { typedConfig: { '@type': 'a/A', y: 2 } } },
    ],
    [
      'replaces another member of a choice',
      ROUTE,
      { route: {}, name: 'a' },
      { redirect: {} },
      { redirect: {}, name: 'a' },
    ],
    [
      'replaces another way to balance between localities',
      CLUSTER,
      { commonLbConfig: { localityWeightedLbConfig: {}, updateMergeWindow: '1s' } },
      { commonLbConfig: { zoneAwareLbConfig: {} } },
      { commonLbConfig: { zoneAwareLbConfig: {}, updateMergeWindow: '1s' } },
    ],
  ])('%s', (_, name, base, patch, expected) => {
    expect(mergeMessages(base, patch, typeOf(name))).toEqual(expected);
  });

  it('knows a typed configuration by its type', () => {
    const own = typed(MANAGER, { rds: {}, xffNumTrustedHops: 1 });
    expect(mergeTyped(own, typed(MANAGER, { routeConfig: {} }))).toEqual(
      typed(MANAGER, { routeConfig: {}, xffNumTrustedHops: 1 }),
    );
    expect(mergeTyped(own, typed(`${HTTP}.router.v3.Router`, {}))).toBeUndefined();
  });

  it('merges messages that only Istio has field by field', () => {
    const own = typed('istio.A', { a: { b: 1 }, list: [1] });
    expect(mergeTyped(own, typed('istio.A', { a: { c: 2 }, list: [2] }))).toEqual(
      typed('istio.A', { a: { b: 1, c: 2 }, list: [1, 2] }),
    );
  });
});
