import { describe, expect, it } from 'vitest';
import type { Violation } from '../../../src/analyze/types.js';
import { checkMeshConfig } from '../../../src/analyze/validation/mesh-config.js';
import { checkMeshNetworks } from '../../../src/analyze/validation/mesh-networks.js';
import { decodeMeshConfig } from '../../../src/mesh/mesh-config.js';
import { formatPath } from '../../../src/model/resource.js';

const lines = (found: readonly Violation[]) => found.map(({ severity, path }) => `${severity} ${formatPath(path)}`);

describe('MeshConfig', () => {
  it.each([
    ['nothing', undefined, []],
    [
      'a good one',
      {
        connectTimeout: '10s',
        protocolDetectionTimeout: '0s',
        trustDomain: 'td.example',
        defaultConfig: {
          discoveryAddress: 'istiod.istio-system.svc:15012',
          tracing: { zipkin: { address: '$(HOST_IP):9411' } },
        },
      },
      [],
    ],
    [
      'times',
      { connectTimeout: '2h', protocolDetectionTimeout: '100us' },
      ['error connectTimeout', 'error protocolDetectionTimeout'],
    ],
    [
      'ports',
      { proxyListenPort: 0, defaultConfig: { statusPort: 70000 } },
      ['error proxyListenPort', 'error defaultConfig.statusPort'],
    ],
    [
      'addresses',
      { defaultConfig: { discoveryAddress: 'istiod', tracing: { zipkin: {} } } },
      ['error defaultConfig.discoveryAddress', 'error defaultConfig.tracing.zipkin.address'],
    ],
    [
      'services',
      {
        defaultConfig: {
          discoveryAddress: '',
          envoyMetricsService: { address: 'metrics' },
          envoyAccessLogService: { address: 'logs:80' },
        },
      },
      ['error defaultConfig.discoveryAddress', 'error defaultConfig.envoyMetricsService.address'],
    ],
    [
      'keys without an accelerator',
      { defaultConfig: { privateKeyProvider: {} } },
      ['error defaultConfig.privateKeyProvider'],
    ],
    [
      'an accelerator that is never asked',
      { defaultConfig: { privateKeyProvider: { qat: { pollDelay: '0s' } } } },
      ['error defaultConfig.privateKeyProvider.qat.pollDelay'],
    ],
    ['paths', { defaultConfig: { configPath: '' } }, ['error defaultConfig.configPath']],
    ['draining', { defaultConfig: { drainDuration: '1500ms' } }, ['error defaultConfig.drainDuration']],
    [
      'trust domains',
      { trustDomain: '', trustDomainAliases: ['a.example', 'a_b'] },
      ['error trustDomain', 'error trustDomainAliases[1]'],
    ],
    [
      'localities',
      { localityLbSetting: { distribute: [{ from: 'a/*', to: { 'a/*': 90 } }] } },
      ['error localityLbSetting.distribute[0].to'],
    ],
    ['curves of the mesh', { meshMTLS: { ecdhCurves: ['P-256'] } }, ['error meshMTLS.ecdhCurves']],
    [
      'curves',
      { tlsDefaults: { ecdhCurves: ['P-256', 'P-1', 'P-256'] } },
      ['warning tlsDefaults.ecdhCurves', 'warning tlsDefaults.ecdhCurves'],
    ],
    [
      'addresses given out the old way',
      { defaultConfig: { proxyMetadata: { ISTIO_META_DNS_AUTO_ALLOCATE: 'true' } } },
      ['warning defaultConfig.proxyMetadata.ISTIO_META_DNS_AUTO_ALLOCATE'],
    ],
  ])('%s', (_what, raw, expected) => {
    expect(lines(checkMeshConfig(raw, decodeMeshConfig(raw).config))).toEqual(expected);
  });
});

describe('MeshNetworks', () => {
  it.each([
    ['nothing', undefined, []],
    [
      'a good one',
      {
        networks: {
          n: {
            endpoints: [{ fromRegistry: 'k' }, { fromCidr: '10.0.0.0/8' }],
            gateways: [{ address: '1.2.3.4', port: 15443 }],
          },
        },
      },
      [],
    ],
    [
      'a bad one',
      {
        networks: {
          n: { endpoints: [{ fromCidr: '10.0.0.0' }, { fromRegistry: '' }], gateways: [{ address: 'a b' }] },
        },
      },
      [
        'error networks.n.endpoints[0].fromCidr',
        'error networks.n.endpoints[1].fromRegistry',
        'error networks.n.gateways[0].address',
        'error networks.n.gateways[0].port',
      ],
    ],
  ])('%s', (_what, raw, expected) => {
    expect(lines(checkMeshNetworks(raw))).toEqual(expected);
  });
});
