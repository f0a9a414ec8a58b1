import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/simulate/index.js';
import type { SimulatedRequest } from '../../src/simulate/types.js';
import { typeUrl } from '../../src/xds/json.js';
import type { Listener } from '../../src/xds/types.js';
import { cluster, facts } from './input.js';

const tcp = (name: string) => ({
  name,
  filters: [
    {
      name: 'tcp',
      typedConfig: { '@type': typeUrl('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy'), cluster: name },
    },
  ],
});
const listener = (address: string, portValue: number, fields: Partial<Listener> = {}): Listener => ({
  name: `${address}_${portValue}`,
  address: { socketAddress: { address, portValue } },
  filterChains: [tcp(`${address}_${portValue}`)],
  trafficDirection: 'OUTBOUND',
  ...fields,
});
const ORIGINAL_DST = [{ name: 'envoy.filters.listener.original_dst' }];
const listeners = [
  listener('0.0.0.0', 15001, { name: 'out', useOriginalDst: true }),
  listener('0.0.0.0', 15006, { name: 'in', trafficDirection: 'INBOUND', listenerFilters: ORIGINAL_DST }),
  listener('0.0.0.0', 80),
  listener('10.0.0.1', 80),
  listener('10.0.0.2', 443, {
    additionalAddresses: [{ address: { socketAddress: { address: '::2', portValue: 443 } } }],
  }),
  listener('0.0.0.0', 9000, { name: 'own', trafficDirection: 'INBOUND' }),
];
const snapshot = {
  listeners,
  routes: [],
  clusters: listeners.map((l) => cluster(l.filterChains?.[0]?.name ?? '')),
  endpoints: [],
};
const ask = (request: Pick<SimulatedRequest, 'direction' | 'destination'>) =>
  simulate(snapshot, { tls: 'none', ...request }, facts).outcome;

describe('a connection', () => {
  it.each<[SimulatedRequest['direction'], string | undefined, number, string | undefined]>([
    ['outbound', '10.0.0.1', 80, '10.0.0.1_80'],
    ['outbound', '10.0.0.9', 80, '0.0.0.0_80'],
    ['outbound', undefined, 80, '0.0.0.0_80'],
    ['outbound', '10.0.0.9', 81, 'out'],
    ['outbound', '::2', 443, '10.0.0.2_443'],
    ['outbound', '10.0.0.9', 15001, 'out'],
    ['inbound', undefined, 80, 'in'],
    ['inbound', undefined, 9000, 'own'],
    ['gateway', undefined, 80, '0.0.0.0_80'],
    ['gateway', undefined, 81, undefined],
  ])('%s to %s:%i is taken by %s', (direction, address, port, expected) => {
    const outcome = ask({ direction, destination: { port, ...(address !== undefined && { address }) } });
    expect(outcome.listener).toBe(expected);
    expect(outcome.kind).toBe(expected === undefined ? 'closed' : 'forwarded');
  });
});
