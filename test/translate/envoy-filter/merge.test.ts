import { describe, expect, it } from 'vitest';
import { mergeMessages } from '../../../src/translate/envoy-filter/merge.js';
import { canonicalPatch } from '../../../src/translate/envoy-filter/patch-values.js';
import type { JsonMessage } from '../../../src/xds/json.js';

const ANY = { '@type': 'type.googleapis.com/a.A' };

describe('a patch value', () => {
  it.each<[string, JsonMessage, JsonMessage]>([
    ['names in either spelling', { stat_prefix: 'a', routeConfig: {} }, { statPrefix: 'a', routeConfig: {} }],
    ['scalars that are unset', { server_name: '', flags: 0, merge_slashes: false }, {}],
    ['wrappers that are zero', { normalize_path: false }, { normalizePath: false }],
    ['the first value of an enumeration', { lb_policy: 'ROUND_ROBIN', type: 'STATIC' }, { type: 'STATIC' }],
    [
      'first values that depend on where they are',
      {
        on_header_present: { type: 'STRING' },
        on_present: { type: 'STRING' },
        subset_selectors: [{ fallback_policy: 'NOT_DEFINED' }, { fallback_policy: 'NO_FALLBACK' }],
      },
      { onHeaderPresent: {}, onPresent: { type: 'STRING' }, subsetSelectors: [{}, { fallbackPolicy: 'NO_FALLBACK' }] },
    ],
    [
      'zeros of members of a choice, and of wrappers with a common name',
      { socket_address: { port_value: 0 }, rate_limits: [{ stage: 0 }], stage: 0, constructor: { stage: 0 } },
      { socketAddress: { portValue: 0 }, rateLimits: [{ stage: 0 }], constructor: {} },
    ],
    [
      'flags of the runtime',
      { default_value: false, enabled: { default_value: 0 } },
      { defaultValue: false, enabled: {} },
    ],
    [
      'options of sockets as long numbers',
      { socket_options: [{ level: 6, name: 4, int_value: 0, state: 'STATE_PREBIND' }] },
      { socketOptions: [{ level: '6', name: '4', intValue: '0' }] },
    ],
    [
      'ranges of headers as long numbers',
      { range_match: { start: 1, end: 9 } },
      { rangeMatch: { start: '1', end: '9' } },
    ],
    ['empty lists', { upstream_log: [] }, {}],
    ['a status as a number', { status: { code: 429 } }, { status: { code: 'TooManyRequests' } }],
    [
      'a Struct',
      { metadata: { filter_metadata: { a_b: { c_d: 0 } } } },
      { metadata: { filterMetadata: { a_b: { c_d: 0 } } } },
    ],
    [
      'metadata to set',
      {
        metadata: [{ metadata_namespace: 'a', value: { b_c: '' } }],
        rule: { value: { string_match: { exact: 'a' } } },
      },
      { metadata: [{ metadataNamespace: 'a', value: { b_c: '' } }], rule: { value: { stringMatch: { exact: 'a' } } } },
    ],
    [
      'the Struct of a typed one',
      { '@type': 'type.googleapis.com/xds.type.v3.TypedStruct', type_url: 'a', value: { b_c: false } },
      { '@type': 'type.googleapis.com/xds.type.v3.TypedStruct', typeUrl: 'a', value: { b_c: false } },
    ],
  ])('has %s', (_, written, expected) => {
    expect(canonicalPatch(written)).toEqual(expected);
  });
});

describe('merging a patch', () => {
  it.each<[string, JsonMessage, JsonMessage, JsonMessage]>([
    ['appends lists', { a: [1] }, { a: [2] }, { a: [1, 2] }],
    ['goes into messages', { a: { b: 1 } }, { a: { c: 2 } }, { a: { b: 1, c: 2 } }],
    ['leaves a wrapper alone with zero', { normalizePath: true }, { normalizePath: false }, { normalizePath: true }],
    ['sets a wrapper to zero', {}, { normalizePath: false }, { normalizePath: false }],
    ['replaces durations', { timeout: '5s' }, { timeout: '0s' }, { timeout: '0s' }],
    [
      'replaces entries of maps',
      { filterMetadata: { a: { x: 1 }, b: { x: 1 } } },
      { filterMetadata: { a: { y: 2 } } },
      { filterMetadata: { a: { y: 2 }, b: { x: 1 } } },
    ],
    ['replaces typed configurations', { c: { ...ANY, x: 1 } }, { c: { ...ANY, y: 2 } }, { c: { ...ANY, y: 2 } }],
    ['replaces another member of a choice', { route: {} }, { redirect: {} }, { redirect: {} }],
    [
      'replaces another way to balance between localities',
      { commonLbConfig: { localityWeightedLbConfig: {}, updateMergeWindow: '1s' } },
      { commonLbConfig: { zoneAwareLbConfig: {} } },
      { commonLbConfig: { zoneAwareLbConfig: {}, updateMergeWindow: '1s' } },
    ],
  ])('%s', (_, base, patch, expected) => {
    expect(mergeMessages(base, patch)).toEqual(expected);
  });
});
