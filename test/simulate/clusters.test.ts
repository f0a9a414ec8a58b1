import { describe, expect, it } from 'vitest';
import { reachCluster } from '../../src/simulate/clusters.js';
import type { Outcome } from '../../src/simulate/types.js';
import { upstreamTls } from '../../src/simulate/upstream-tls.js';
import { typeUrl } from '../../src/xds/json.js';
import type { Cluster, LbEndpoint } from '../../src/xds/types.js';
import { facts } from './input.js';

const endpoint = (address: string, healthStatus?: string): LbEndpoint => ({
  endpoint: { address: { socketAddress: { address, portValue: 80 } } },
  ...(healthStatus !== undefined && { healthStatus }),
});

/** What becomes of a request for a cluster with these endpoints, the second list of lower priority. */
function reach(cluster: Omit<Cluster, 'name'>, first: readonly LbEndpoint[] = [], second: readonly LbEndpoint[] = []) {
  const endpoints = [
    { priority: 1, lbEndpoints: second },
    { locality: { region: 'r', zone: 'z' }, lbEndpoints: first },
  ];
  const snapshot = {
    listeners: [],
    routes: [],
    clusters: [{ name: 'c', ...cluster }],
    endpoints: [{ clusterName: 'service', endpoints }],
  };
  return reachCluster(snapshot, 'c', facts).outcome;
}

const EDS = { type: 'EDS', edsClusterConfig: { serviceName: 'service' } };
const NEVER_PANICS = { ...EDS, commonLbConfig: { healthyPanicThreshold: {} } };

describe('a cluster', () => {
  it('has its endpoints in the order of their priority', () => {
    expect(reach(EDS, [endpoint('10.0.0.1')], [endpoint('10.0.0.2')])).toMatchObject({
      kind: 'forwarded',
      endpoints: [
        { address: '10.0.0.1', port: 80, priority: 0, locality: 'r/z' },
        { address: '10.0.0.2', port: 80, priority: 1 },
      ],
    });
  });

  it.each<[string, Outcome['kind'], number, Parameters<typeof reach>]>([
    ['without endpoints', 'no-upstream', 0, [EDS]],
    [
      'with a healthy and an unhealthy one',
      'forwarded',
      1,
      [EDS, [endpoint('a', 'UNHEALTHY'), endpoint('b', 'HEALTHY')]],
    ],
    ['with unhealthy ones, in panic', 'forwarded', 2, [EDS, [endpoint('a', 'UNHEALTHY'), endpoint('b', 'DRAINING')]]],
    ['with unhealthy ones that never panics', 'no-upstream', 0, [NEVER_PANICS, [endpoint('a', 'UNHEALTHY')]]],
    ['of the original destination', 'forwarded', 0, [{ type: 'ORIGINAL_DST' }]],
    ['of an extension', 'forwarded', 0, [{ clusterType: { name: 'envoy.clusters.dynamic_forward_proxy' } }]],
  ])('%s: %s, %i endpoints', (_, kind, count, input) => {
    const outcome = reach(...input);
    expect({ kind: outcome.kind, count: outcome.endpoints?.length ?? 0 }).toEqual({ kind, count });
  });

  it('of a dump without endpoints is given the benefit of the doubt', () => {
    const snapshot = { listeners: [], routes: [], clusters: [{ name: 'c', ...EDS }], endpoints: [] };
    expect(reachCluster(snapshot, 'c', facts).outcome.kind).toBe('forwarded');
  });

  it('that pod templates serve is reached though nobody runs them', () => {
    const snapshot = { listeners: [], routes: [], clusters: [{ name: 'c', type: 'STATIC' }], endpoints: [] };
    const workloadsOf = () => ['deployment/web.shop'];
    const { outcome, steps } = reachCluster(snapshot, 'c', { ...facts, workloadsOf });
    expect(outcome).toEqual({ kind: 'forwarded', cluster: 'c', lbPolicy: 'ROUND_ROBIN' });
    expect(steps.at(-1)?.decision).toContain('deployment/web.shop');
  });
});

describe('the TLS of a cluster', () => {
  const socket = (fields: object) => ({
    name: 'tls',
    typedConfig: { '@type': typeUrl('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext'), ...fields },
  });
  const own = { commonTlsContext: { tlsCertificateSdsSecretConfigs: [{ name: 'default' }], alpnProtocols: ['istio'] } };
  const matching: Cluster = {
    name: 'c',
    transportSocketMatches: [
      { name: 'tlsMode-istio', match: { tlsMode: 'istio' }, transportSocket: socket({ ...own, sni: 's' }) },
      { name: 'tlsMode-disabled', match: {}, transportSocket: { name: 'envoy.transport_sockets.raw_buffer' } },
    ],
  };
  const labelled = { metadata: { filterMetadata: { 'envoy.transport_socket_match': { tlsMode: 'istio' } } } };
  it.each<[string, Cluster, LbEndpoint | undefined, string]>([
    ['without', { name: 'c' }, undefined, 'none'],
    ['alone', { name: 'c', transportSocket: socket({}) }, undefined, 'tls'],
    ['with a certificate', { name: 'c', transportSocket: socket(own) }, undefined, 'mtls'],
    ['of an endpoint that matches', matching, labelled, 'mtls'],
    ['of an endpoint that does not', matching, {}, 'none'],
    ['of an endpoint that is not known', matching, undefined, 'mtls'],
  ])('%s', (_, cluster, chosen, tls) => {
    expect(upstreamTls(cluster, chosen).tls).toBe(tls);
  });
});
