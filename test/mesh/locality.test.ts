import { describe, expect, it } from 'vitest';
import { groupByLocality, type LocalityPlan } from '../../src/mesh/locality.js';
import { balanceLocalities } from '../../src/mesh/locality-balance.js';
import type { MeshEndpoint } from '../../src/mesh/types.js';

function endpoint(locality: string, labels: Readonly<Record<string, string>> = {}): MeshEndpoint {
  return {
    address: '10.0.0.1',
    port: 80,
    labels,
    namespace: 'ns',
    locality,
    network: '',
    tlsMode: 'disabled',
    serviceAccount: '',
    workloadName: '',
    canonicalName: '',
    canonicalRevision: '',
    nodeName: '',
    weight: 1,
    health: 'healthy',
  };
}

/** Localities as `LOCALITY weight/priority*endpoints`. */
function balance(
  endpoints: readonly MeshEndpoint[],
  setting: LocalityPlan['setting'],
  labels: Readonly<Record<string, string>> = {},
  failover = true,
): string[] {
  const groups = balanceLocalities(
    groupByLocality(endpoints),
    { setting, failover, forced: false },
    { locality: 'eu/a/1', labels },
  );
  return groups.map((g) => `${g.locality} ${g.weight}/${g.priority}*${g.endpoints.length}`);
}

describe('locality load balancing', () => {
  const everywhere = ['eu/a/1', 'eu/a/2', 'eu/b', 'us/a', ''].map((l) => endpoint(l));

  it('prefers what is near, without gaps in the priorities', () => {
    expect(balance(everywhere, {})).toEqual([' 1/3*1', 'eu/a/1 1/0*1', 'eu/a/2 1/1*1', 'eu/b 1/2*1', 'us/a 1/3*1']);
    expect(balance([endpoint('us/a'), endpoint('eu/b')], {})).toEqual(['eu/b 1/0*1', 'us/a 1/1*1']);
  });

  it('fails over to the region that is named before others', () => {
    const endpoints = ['ap/a', 'us/a', 'eu/a/1'].map((l) => endpoint(l));
    expect(balance(endpoints, { failover: [{ from: 'eu', to: 'us' }] })).toEqual([
      'ap/a 1/2*1',
      'eu/a/1 1/0*1',
      'us/a 1/1*1',
    ]);
  });

  it('does not fail over where nothing ejects endpoints', () => {
    expect(balance([endpoint('us/a'), endpoint('eu/b')], {}, {}, false)).toEqual(['eu/b 1/0*1', 'us/a 1/0*1']);
  });

  it('gives shares to the localities that are named, in proportion, and nothing to the others', () => {
    const endpoints = ['eu/a/1', 'eu/b', 'eu/b', 'eu/c', 'us/a'].map((l) => endpoint(l));
    const distribute = [
      { from: 'us/*', to: { '*': 100 } },
      { from: 'eu/a/*', to: { 'eu/a/*': 70, 'eu/*': 30 } },
    ];
    expect(balance(endpoints, { distribute })).toEqual(['eu/a/1 70/0*1', 'eu/b 20/0*2', 'eu/c 10/0*1', 'us/a 1/0*0']);
  });

  it('compares labels in their order, splitting a locality', () => {
    const endpoints = [
      endpoint('eu/a', { v: '2', rack: 'r1' }),
      endpoint('eu/a', { v: '1', rack: 'r1' }),
      endpoint('us/a', { v: '2', rack: 'r2' }),
    ];
    const failoverPriority = ['v=2', 'rack'];
    expect(balance(endpoints, { failoverPriority }, { v: '9', rack: 'r1' })).toEqual([
      'eu/a 1/0*1',
      'eu/a 1/2*1',
      'us/a 1/1*1',
    ]);
  });

  it('takes the last value that is given a label, whatever entry gives it', () => {
    const endpoints = [endpoint('eu/a', { v: '1' }), endpoint('us/a', { v: '2' })];
    expect(balance(endpoints, { failoverPriority: ['v=1', 'v=2'] })).toEqual(['eu/a 1/1*1', 'us/a 1/0*1']);
  });
});
