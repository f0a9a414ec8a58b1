import { describe, expect, it } from 'vitest';
import { effectivePolicy } from '../../src/mesh/traffic-policy.js';
import type { MeshDestinationRule } from '../../src/mesh/types.js';
import type { TrafficPolicySpec } from '../../src/model/kinds/destination-rule.js';
import { meshOf } from './input.js';

const RANDOM = { simple: 'RANDOM' } as const;
const POOL = { tcp: { maxConnections: 1 } };
const OTHER_POOL = { tcp: { maxConnections: 2 } };
const TLS = { mode: 'ISTIO_MUTUAL' } as const;

/** A rule with a policy, and one subset `s` with another. */
function rule(trafficPolicy: TrafficPolicySpec, ofSubset: TrafficPolicySpec): MeshDestinationRule | undefined {
  const spec = { host: 'a.ns.svc.cluster.local', trafficPolicy, subsets: [{ name: 's', trafficPolicy: ofSubset }] };
  const document = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'a', namespace: 'ns' },
  };
  const mesh = meshOf([JSON.stringify({ ...document, spec })]);
  return mesh.destinationRules.find({ namespace: 'ns', labels: {} }, spec.host, 'ns');
}

describe('effective traffic policy', () => {
  it.each<[string, TrafficPolicySpec, TrafficPolicySpec, number, string | undefined, object]>([
    ['top level', { loadBalancer: RANDOM, tls: TLS }, {}, 80, undefined, { loadBalancer: RANDOM, tls: TLS }],
    [
      'an entry for the port hides the top level',
      { loadBalancer: RANDOM, proxyProtocol: {}, portLevelSettings: [{ port: { number: 80 }, tls: TLS }] },
      {},
      80,
      undefined,
      { tls: TLS },
    ],
    [
      'other ports keep it',
      { loadBalancer: RANDOM, portLevelSettings: [{ port: { number: 80 }, tls: TLS }] },
      {},
      81,
      undefined,
      { loadBalancer: RANDOM },
    ],
    [
      'a subset replaces blocks whole',
      { loadBalancer: RANDOM, connectionPool: POOL },
      { connectionPool: OTHER_POOL },
      80,
      's',
      { loadBalancer: RANDOM, connectionPool: OTHER_POOL },
    ],
    [
      "a subset's block survives on a port that the rule sets",
      { tls: TLS, portLevelSettings: [{ port: { number: 80 }, loadBalancer: RANDOM }] },
      { connectionPool: POOL },
      80,
      's',
      { loadBalancer: RANDOM, connectionPool: POOL },
    ],
    [
      "a subset's entry for the port decides four blocks alone",
      { loadBalancer: RANDOM, tls: TLS, retryBudget: { percent: 5 } },
      { connectionPool: POOL, portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'DISABLE' } }] },
      80,
      's',
      { tls: { mode: 'DISABLE' }, retryBudget: { percent: 5 } },
    ],
    [
      "a subset's entry for the port hides what else the subset says",
      { retryBudget: { percent: 5 } },
      { retryBudget: { percent: 9 }, portLevelSettings: [{ port: { number: 80 }, loadBalancer: RANDOM }] },
      80,
      's',
      { loadBalancer: RANDOM, retryBudget: { percent: 5 } },
    ],
  ])('%s', (_, policy, ofSubset, port, subset, expected) => {
    expect(JSON.parse(JSON.stringify(effectivePolicy(rule(policy, ofSubset), port, subset)))).toEqual(expected);
  });

  it('is empty without a rule', () => {
    expect(effectivePolicy(undefined, 80)).toEqual({});
  });
});
