import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FINDING_MESSAGES } from '../../../src/xds/check/finding.js';
import { checkSnapshot, describeFinding } from '../../../src/xds/check/index.js';
import type { Snapshot } from '../../../src/xds/snapshot.js';
import { snapshotOf } from './snapshots.mjs';

/*
 * cases.jsonl: small pieces of configuration, and the findings of the check as `CODE TYPE NAME PATH`; none where Envoy takes the piece.
 * The end-to-end layer asks an Envoy about the same pieces, so that the table says what Envoy does.
 */
interface Case {
  readonly refused: readonly string[];
}
const CASES: readonly Case[] = readFileSync(new URL('./cases.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));

const found = (snapshot: Snapshot, effect: string) =>
  checkSnapshot(snapshot)
    .filter((f) => f.effect === effect)
    .map((f) => `${f.code} ${f.resource.type} ${f.resource.name} ${f.path.join('.')}`.trim());

describe('what Envoy would refuse', () => {
  it.each(CASES.map((c) => [JSON.stringify({ ...c, refused: undefined }).slice(0, 150), c] as const))(
    '%s',
    (_, one) => {
      expect(found(snapshotOf(one), 'refused')).toEqual(one.refused);
    },
  );

  it('finds each listener name once', () => {
    // Only the listener discovery service refuses the second; in a bootstrap it takes the place of the first.
    const address = { socketAddress: { address: '127.0.0.1', portValue: 10081 } };
    const snapshot = snapshotOf({ listeners: [{ name: 'a' }, { name: 'a', address }] });
    expect(found(snapshot, 'refused')).toEqual(['duplicate-name listener a']);
  });

  it('finds what leads nowhere', () => {
    const routed = snapshotOf({ action: { cluster: 'nope' } });
    expect(found(routed, 'dangling')).toEqual(['cluster-unknown route 80 virtualHosts.0.routes.0.route']);
    expect(found({ ...routed, routes: [] }, 'dangling')).toEqual([
      'routes-unknown listener 0.0.0.0_80 filterChains.0.filters.0.typedConfig.rds',
    ]);
  });

  it('has a case and a sentence for each code', () => {
    const codes = new Set(CASES.flatMap((c) => c.refused.map((text) => text.split(' ')[0])));
    const elsewhere = ['cluster-unknown', 'routes-unknown'];
    expect([...codes, ...elsewhere].sort()).toEqual(Object.keys(FINDING_MESSAGES).sort());
    for (const one of CASES) {
      for (const finding of checkSnapshot(snapshotOf(one))) {
        const sentence = describeFinding(finding);
        expect(sentence).not.toBe(finding.code);
        expect(sentence).not.toContain('undefined');
      }
    }
  });

  it('gives the objects around a finding, outermost first', () => {
    const snapshot = snapshotOf({ match: { headers: [{ name: 'x', stringMatch: { prefix: '' } }] } });
    const [finding] = checkSnapshot(snapshot);
    const [config] = snapshot.routes;
    const [host] = config?.virtualHosts ?? [];
    expect(finding?.objects.slice(0, 3)).toEqual([config, host, host?.routes?.[0]]);
    expect(finding?.objects[0]).toBe(config);
  });
});
