import { describe, expect, it } from 'vitest';
import { mergeProxySettings } from '../../src/mesh/mesh-config.js';

describe('settings of one proxy', () => {
  it.each([
    [
      'take a field as a whole',
      { tracing: { sampling: 1, maxPathTagLength: 9 } },
      { tracing: { sampling: 2 } },
      { tracing: { sampling: 2 } },
    ],
    [
      'unite environment variables',
      { proxyMetadata: { A: '1', B: '1' } },
      { proxyMetadata: { B: '2' } },
      { proxyMetadata: { A: '1', B: '2' } },
    ],
    [
      'keep some of the headers',
      { proxyHeaders: { server: { value: 'a' }, xForwardedPort: { enabled: true } } },
      { proxyHeaders: { requestId: { disabled: true } } },
      { proxyHeaders: { server: { value: 'a' }, requestId: { disabled: true } } },
    ],
  ])('%s', (_, base, own, expected) => {
    expect(mergeProxySettings(base, own)).toEqual(expected);
  });
});
