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
    ['empty lists', { upstream_log: [] }, {}],
    ['a status as a number', { status: { code: 429 } }, { status: { code: 'TooManyRequests' } }],
    [
      'a Struct',
      { metadata: { filter_metadata: { a_b: { c_d: 0 } } } },
      { metadata: { filterMetadata: { a_b: { c_d: 0 } } } },
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
  ])('%s', (_, base, patch, expected) => {
    expect(mergeMessages(base, patch)).toEqual(expected);
  });
});
