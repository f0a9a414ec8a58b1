import { describe, expect, it } from 'vitest';
import { chooseFilterChain } from '../../src/simulate/filter-chain.js';
import type { SimulatedRequest } from '../../src/simulate/types.js';
import { typeUrl } from '../../src/xds/json.js';
import type { FilterChainMatch, Listener, ListenerFilter } from '../../src/xds/types.js';
import { get } from './input.js';

const inspector = (kind: 'tls' | 'http', fields: Partial<ListenerFilter> = {}): ListenerFilter => ({
  name: `envoy.filters.listener.${kind}_inspector`,
  typedConfig: {
    '@type': typeUrl(
      `envoy.extensions.filters.listener.${kind}_inspector.v3.${kind === 'tls' ? 'Tls' : 'Http'}Inspector`,
    ),
  },
  ...fields,
});
const BOTH = [inspector('tls'), inspector('http')];
const chain = (name: string, filterChainMatch: FilterChainMatch) => ({ name, filterChainMatch });
const ISTIO = ['istio-http/1.1', 'istio-h2'];

const LISTENER: Listener = {
  name: 'l',
  listenerFilters: BOTH,
  filterChains: [
    chain('any mtls', { transportProtocol: 'tls', applicationProtocols: ISTIO }),
    chain('any tls', { transportProtocol: 'tls' }),
    chain('any http', { transportProtocol: 'raw_buffer', applicationProtocols: ['http/1.1', 'h2c'] }),
    chain('80 mtls', { destinationPort: 80, transportProtocol: 'tls', applicationProtocols: ISTIO }),
    chain('80 plain', { destinationPort: 80, transportProtocol: 'raw_buffer' }),
    chain('wide', { destinationPort: 90, prefixRanges: [{ addressPrefix: '10.0.0.0', prefixLen: 8 }] }),
    chain('narrow', {
      destinationPort: 90,
      prefixRanges: [{ addressPrefix: '10.1.0.0', prefixLen: 16 }],
      serverNames: ['a.test'],
    }),
    chain('exact', { destinationPort: 443, serverNames: ['www.shop.test'] }),
    chain('long', { destinationPort: 443, serverNames: ['*.shop.test'] }),
    chain('short', { destinationPort: 443, serverNames: ['*.test'] }),
  ],
};

const plain = (port: number, address = '10.1.2.3'): SimulatedRequest => ({
  direction: 'inbound',
  destination: { address, port },
  tls: 'none',
});
const tls = (port: number, sni: string, alpn: readonly string[] = [], address = '10.1.2.3'): SimulatedRequest => ({
  ...plain(port, address),
  tls: 'tls',
  sni,
  alpn,
});
const http = (port: number): SimulatedRequest => {
  const { http: request } = get('http://a/');
  return { ...plain(port), ...(request && { http: request }) };
};

describe('the filter chain of a connection', () => {
  it.each<[string, SimulatedRequest, string | undefined]>([
    ['goes by the port first', tls(80, '', ['istio-h2']), '80 mtls'],
    ['does not come back to other ports', tls(80, ''), undefined],
    ['takes chains without a port for others', tls(81, ''), 'any tls'],
    ['goes by the protocol of the application', tls(81, '', ['istio-h2']), 'any mtls'],
    ['takes any protocol that the client offers', tls(81, '', ['other', 'istio-h2']), 'any mtls'],
    ['sees HTTP in plain text', http(81), 'any http'],
    ['sees bytes that are none', plain(81), undefined],
    ['takes plain text by port', http(80), '80 plain'],
    ['goes by the longest prefix', plain(90, '10.2.0.1'), 'wide'],
    ['keeps to the longest prefix', plain(90, '10.1.0.1'), undefined],
    ['goes by the address, then the name', tls(90, 'a.test', [], '10.1.0.1'), 'narrow'],
    ['has no chain for other addresses', plain(90, '192.0.2.1'), undefined],
    ['goes by the exact name', tls(443, 'www.shop.test'), 'exact'],
    ['reads names in any case', tls(443, 'WWW.shop.test'), 'exact'],
    ['goes by the longest wildcard', tls(443, 'a.b.shop.test'), 'long'],
    ['goes by a shorter wildcard', tls(443, 'shop.test'), 'short'],
    ['has no chain for other names', tls(443, 'test'), undefined],
    ['has no name in plain text', plain(443), undefined],
  ])('%s', (_, request, expected) => {
    expect(chooseFilterChain(LISTENER, request).chain?.name).toBe(expected);
  });

  it('is the default where none fits, and says what nearly did', () => {
    const defaultFilterChain = { name: 'default' };
    const choice = chooseFilterChain({ ...LISTENER, defaultFilterChain }, tls(443, 'other'));
    expect(choice.chain).toBe(defaultFilterChain);
    expect(choice.nearMisses.map(({ name, why }) => [name, why.field, why.actual])).toEqual([
      ['exact', 'server name', 'other'],
      ['long', 'server name', 'other'],
      ['short', 'server name', 'other'],
    ]);
  });

  it.each<[string, readonly ListenerFilter[], SimulatedRequest, string | undefined]>([
    ['TLS is plain text without its inspector', [], tls(80, ''), '80 plain'],
    ['HTTP is bytes without its inspector', [inspector('tls')], http(81), undefined],
    [
      'an inspector may be off for a port',
      [inspector('tls', { filterDisabled: { destinationPortRange: { start: 80, end: 81 } } })],
      tls(80, ''),
      '80 plain',
    ],
    [
      'and on for others',
      [inspector('tls', { filterDisabled: { destinationPortRange: { start: 80, end: 81 } } })],
      tls(81, ''),
      'any tls',
    ],
    [
      'or off for all but one',
      [inspector('tls', { filterDisabled: { notMatch: { destinationPortRange: { start: 80, end: 81 } } } })],
      tls(81, ''),
      undefined,
    ],
  ])('%s', (_, listenerFilters, request, expected) => {
    expect(chooseFilterChain({ ...LISTENER, listenerFilters }, request).chain?.name).toBe(expected);
  });
});
