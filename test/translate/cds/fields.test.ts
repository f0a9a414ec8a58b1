import { describe, expect, it } from 'vitest';
import { decodeMeshConfig } from '../../../src/mesh/mesh-config.js';
import type { ConnectionPool, LoadBalancer, OutlierDetection } from '../../../src/mesh/traffic-policy.js';
import type { Protocol } from '../../../src/mesh/types.js';
import { setConnections } from '../../../src/translate/cds/connection-pool.js';
import { httpProtocolOptions, PRESERVE_CASE } from '../../../src/translate/cds/http-options.js';
import { setLoadBalancer } from '../../../src/translate/cds/load-balancer.js';
import { outlierDetection } from '../../../src/translate/cds/outlier-detection.js';
import type { Draft } from '../../../src/xds/json.js';
import type { Cluster } from '../../../src/xds/types.js';

const config = (value: unknown = {}) => decodeMeshConfig(value).config;

/** What a function sets in a cluster. */
function setBy(set: (cluster: Draft<Cluster>) => void): Partial<Cluster> {
  const cluster = { name: 'c' };
  set(cluster);
  const { name, ...fields } = cluster;
  return fields;
}

describe('load balancing', () => {
  it.each<[LoadBalancer | undefined, object]>([
    [undefined, { lbPolicy: 'LEAST_REQUEST' }],
    [{ simple: 'LEAST_CONN' }, { lbPolicy: 'LEAST_REQUEST' }],
    [{ simple: 'ROUND_ROBIN' }, {}],
    [{ simple: 'RANDOM', warmup: { duration: '1s' } }, { lbPolicy: 'RANDOM' }],
    [
      { simple: 'ROUND_ROBIN', warmupDurationSecs: '90s' },
      { roundRobinLbConfig: { slowStartConfig: { slowStartWindow: '90s' } } },
    ],
    [
      { warmup: { duration: '1m' } },
      {
        lbPolicy: 'LEAST_REQUEST',
        leastRequestLbConfig: {
          slowStartConfig: {
            slowStartWindow: '60s',
            aggression: { defaultValue: 1, runtimeKey: '(' },
            minWeightPercent: { value: 10 },
          },
        },
      },
    ],
    [
      { consistentHash: { useSourceIp: true } },
      { lbPolicy: 'RING_HASH', ringHashLbConfig: { minimumRingSize: '1024' } },
    ],
    [{ consistentHash: { useSourceIp: true, ringHash: {} } }, { lbPolicy: 'RING_HASH' }],
    [
      { consistentHash: { ringHash: {} }, warmupDurationSecs: '90s' },
      { lbPolicy: 'RING_HASH', leastRequestLbConfig: { slowStartConfig: { slowStartWindow: '90s' } } },
    ],
    [
      { consistentHash: { httpHeaderName: 'x' }, warmupDurationSecs: '90s' },
      { lbPolicy: 'RING_HASH', ringHashLbConfig: { minimumRingSize: '1024' } },
    ],
    [{ consistentHash: { maglev: { tableSize: 251 } } }, { lbPolicy: 'MAGLEV', maglevLbConfig: { tableSize: '251' } }],
  ])('%j', (settings, expected) => {
    expect(setBy((cluster) => setLoadBalancer(cluster, settings))).toEqual(expected);
  });
});

describe('outlier detection', () => {
  it.each<[OutlierDetection, object]>([
    [{}, { enforcingSuccessRate: 0 }],
    [
      { consecutive5xxErrors: 0, consecutiveGatewayErrors: 3, maxEjectionPercent: 0 },
      {
        consecutive5xx: 0,
        enforcingConsecutive5xx: 0,
        consecutiveGatewayFailure: 3,
        enforcingConsecutiveGatewayFailure: 100,
        enforcingSuccessRate: 0,
      },
    ],
    [{ consecutiveLocalOriginFailures: 4 }, { enforcingSuccessRate: 0 }],
    [
      { splitExternalLocalOriginErrors: true, consecutiveLocalOriginFailures: 4, interval: '2500ms' },
      {
        splitExternalLocalOriginErrors: true,
        consecutiveLocalOriginFailure: 4,
        enforcingConsecutiveLocalOriginFailure: 100,
        enforcingLocalOriginSuccessRate: 0,
        enforcingSuccessRate: 0,
        interval: '2.500s',
      },
    ],
  ])('%j', (settings, expected) => {
    expect(outlierDetection(settings)).toEqual(expected);
  });
});

describe('connections', () => {
  it('take negative limits for none', () => {
    const policy = { connectionPool: { tcp: { maxConnections: -1 }, http: { http2MaxRequests: -1, maxRetries: 5 } } };
    const { circuitBreakers } = setBy((cluster) => setConnections(cluster, config(), policy));
    expect(circuitBreakers).toEqual({
      thresholds: [
        { maxConnections: 4294967295, maxPendingRequests: 4294967295, maxRequests: 4294967295, maxRetries: 5 },
      ],
    });
  });

  it("merge the rule's keepalive over the mesh's and count whole seconds", () => {
    const mesh = config({ tcpKeepalive: { probes: 9, time: '600s' }, connectTimeout: '3s' });
    const policy = { connectionPool: { tcp: { tcpKeepalive: { time: '1500ms' } } } };
    const fields = setBy((cluster) => setConnections(cluster, mesh, policy));
    expect(fields.upstreamConnectionOptions).toEqual({ tcpKeepalive: { keepaliveProbes: 9, keepaliveTime: 1 } });
    expect(fields.connectTimeout).toBe('3s');
  });

  it('have no limits but those written, zero meaning none', () => {
    const pool = { http: { http2MaxRequests: 5, maxRetries: 0 } };
    const policy = { connectionPool: pool, retryBudget: {} };
    expect(setBy((cluster) => setConnections(cluster, config(), policy)).circuitBreakers).toEqual({
      thresholds: [
        {
          maxConnections: 4294967295,
          maxPendingRequests: 4294967295,
          maxRequests: 5,
          maxRetries: 4294967295,
          retryBudget: { budgetPercent: { value: 20 }, minRetryConcurrency: 3 },
        },
      ],
    });
  });
});

describe('HTTP versions', () => {
  const H2 = { explicitHttpConfig: { http2ProtocolOptions: {} } };
  const H1 = { explicitHttpConfig: { httpProtocolOptions: {} } };
  const SAME = { useDownstreamProtocolConfig: { httpProtocolOptions: {}, http2ProtocolOptions: {} } };
  const upgrade = { http: { h2UpgradePolicy: 'UPGRADE' } } as const;
  it.each<[Protocol, ConnectionPool | undefined, unknown, object | undefined]>([
    ['http', undefined, {}, undefined],
    ['grpc', undefined, {}, H2],
    ['auto', undefined, {}, SAME],
    ['tcp', upgrade, {}, H2],
    ['auto', upgrade, {}, SAME],
    ['http', undefined, { h2UpgradePolicy: 'UPGRADE' }, H2],
    ['tcp', undefined, { h2UpgradePolicy: 'UPGRADE' }, undefined],
    ['http', { http: { h2UpgradePolicy: 'DO_NOT_UPGRADE' } }, { h2UpgradePolicy: 'UPGRADE' }, undefined],
    ['grpc', { http: { useClientProtocol: true } }, {}, SAME],
    ['tcp', { tcp: { idleTimeout: '5s' } }, {}, { ...H1, commonHttpProtocolOptions: { idleTimeout: '5s' } }],
    ['http', { http: { maxConcurrentStreams: 5 } }, {}, { ...H1, commonHttpProtocolOptions: {} }],
    [
      'http2',
      { http: { maxConcurrentStreams: 5 } },
      {},
      { explicitHttpConfig: { http2ProtocolOptions: { maxConcurrentStreams: 5 } }, commonHttpProtocolOptions: {} },
    ],
  ])('of %s with %j and mesh %j', (protocol, pool, mesh, expected) => {
    const client = { config: config(mesh), protocol, pool, detects: true, upgrades: true, preservesCase: false };
    const options = Object.values(httpProtocolOptions(client, undefined) ?? {})[0];
    const { '@type': _, ...fields } = options ?? { '@type': '' };
    expect(options && fields).toEqual(expected);
  });

  it.each<[Protocol, object]>([
    ['http', { explicitHttpConfig: { httpProtocolOptions: PRESERVE_CASE } }],
    ['auto', { useDownstreamProtocolConfig: { httpProtocolOptions: PRESERVE_CASE, http2ProtocolOptions: {} } }],
    ['grpc', H2],
    ['tcp', H2],
  ])('of %s keep the case of header names instead of an upgrade', (protocol, expected) => {
    const client = { config: config(), protocol, pool: upgrade, detects: true, upgrades: true, preservesCase: true };
    expect(Object.values(httpProtocolOptions(client, undefined) ?? {})[0]).toMatchObject(expected);
  });
});
