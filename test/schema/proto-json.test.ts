import { describe, expect, it } from 'vitest';
import { loadMessageReader } from '../../src/schema/index.js';

describe('a message in the JSON of protobuf', async () => {
  const read = await loadMessageReader('ProxyConfig');

  it.each([
    ['original names', { discovery_address: 'a:1' }, { discoveryAddress: 'a:1' }],
    [
      'numbers in quotes',
      { concurrency: '4', tracing: { sampling: '1.5' } },
      { concurrency: 4, tracing: { sampling: 1.5 } },
    ],
    ['enumerations by number', { interceptionMode: 1 }, { interceptionMode: 'TPROXY' }],
    ['nothing of unknown fields and nulls', { nosuch: 1, statusPort: null }, {}],
    ['zeros of its own', { statNameLength: 0 }, { statNameLength: 0 }],
    ['no zeros inside', { gatewayTopology: { numTrustedProxies: 0 } }, { gatewayTopology: {} }],
    [
      'durations in seconds',
      { privateKeyProvider: { qat: { pollDelay: '2ms' } } },
      { privateKeyProvider: { qat: { pollDelay: '0.002s' } } },
    ],
    [
      'what may be unset',
      { proxyHeaders: { server: { disabled: false } } },
      { proxyHeaders: { server: { disabled: false } } },
    ],
  ])('is read with %s', (_, value, expected) => expect(read(value)).toEqual({ value: expected, problems: [] }));

  it.each([
    [{ concurrency: 'many' }],
    [{ concurrency: true }],
    [{ interceptionMode: 'tproxy' }],
    [{ proxyMetadata: { A: 1 } }],
    [{ holdApplicationUntilProxyStarts: 'true' }],
    [{ drainDuration: 'long' }],
  ])('%j has a problem', (value) => expect(read(value).problems).toHaveLength(1));
});
