import { describe, expect, it } from 'vitest';
import { formatRemoteListeners } from '../../src/print/proxy-config/remote-listeners.js';
import type { Json, JsonMessage } from '../../src/xds/json.js';
import type { Listener } from '../../src/xds/types.js';

const to = (name: string): JsonMessage => ({ action: { name } });
const deeper = (matcher: JsonMessage): JsonMessage => ({ matcher });
const tree = (input: string, kind: string, map: JsonMessage, onNoMatch?: JsonMessage): JsonMessage => ({
  matcherTree: { input: { name: input }, [kind]: { map } },
  ...(onNoMatch && { onNoMatch }),
});
const ranges = (...prefixes: readonly (readonly [string, number])[]): Json =>
  prefixes.map(([addressPrefix, prefixLen]) => ({ addressPrefix, prefixLen }));
const chain = (name: string) => ({ name, filters: [] });

function rows(listener: Partial<Listener>): string[] {
  const text = formatRemoteListeners([{ name: 'main', ...listener }]);
  return text
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replace(/ +Non-HTTP.*/, '').replace(/^\S+ +\S+ +/, ''));
}

describe('chains that a tree of matchers chooses', () => {
  const ip: JsonMessage = {
    matcherTree: {
      input: { name: 'ip' },
      customMatch: {
        typedConfig: {
          '@type': 'type.googleapis.com/xds.type.matcher.v3.IPMatcher',
          rangeMatchers: [
            {
              ranges: ranges(['10.0.0.1', 32], ['fd00::', 64]),
              onMatch: deeper(tree('port', 'exactMatchMap', { 80: to('a'), 81: to('b') })),
            },
          ],
        },
      },
    },
  };
  it.each<[string, JsonMessage, string[]]>([
    ['by address, then port', ip, ['ip=10.0.0.1 -> port=80', 'ip=fd00::/64 -> port=80']],
    ['by a prefix', tree('sni', 'prefixMatchMap', { x: to('a') }), ['sni^x']],
    ['when nothing else matches', tree('port', 'exactMatchMap', {}, to('a')), ['UNMATCHED']],
    [
      'by what is asked when nothing matches',
      { onNoMatch: deeper(tree('p', 'exactMatchMap', { 1: to('a') })) },
      ['p=1'],
    ],
    ['when that has no answer', { onNoMatch: deeper(tree('p', 'exactMatchMap', {}, to('a'))) }, ['ANY']],
    ['never', tree('port', 'exactMatchMap', { 1: to('other') }), ['NONE']],
  ])('%s', (_, filterChainMatcher, expected) => {
    expect(rows({ filterChains: [chain('a')], filterChainMatcher })).toEqual(expected);
  });

  it('or that have conditions of their own', () => {
    const chains = [{ ...chain('a'), filterChainMatch: { destinationPort: 80 } }];
    expect(rows({ filterChains: chains, defaultFilterChain: chain('d') })).toEqual(['Addr: *:80', 'ALL']);
  });
});

it('internal listeners come by name, and what repeats its only chain is called internal', () => {
  const internal = (name: string, only: string): Listener => ({
    name,
    internalListener: {},
    filterChains: [chain(only)],
  });
  const names = formatRemoteListeners([internal('b', 'x'), internal('a', 'envoy://a')])
    .split('\n')
    .map((line) => line.split(' ')[0]);
  expect(names).toEqual(['LISTENER', 'internal', 'envoy://b', '']);
});
