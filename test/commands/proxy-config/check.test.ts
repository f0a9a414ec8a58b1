import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../property.js';
import { runInMemory } from './memory-io.js';

const DUMP = readFileSync(new URL('../../goldens/proxy-config/dumps/edge.config_dump.json', import.meta.url), 'utf8');

/** A dump with one cluster of the type that takes no other balancing than its own. */
function dumpWith(cluster: object): string {
  const type = 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump';
  const any = { '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster', ...cluster };
  return JSON.stringify({ configs: [{ '@type': type, dynamic_active_clusters: [{ cluster: any }] }] });
}

const places: (readonly [Record<string, unknown>, string])[] = [];

/** All fields of a JSON value, to be broken one at a time. */
function collect(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    places.push([value as Record<string, unknown>, key]);
    collect(child);
  }
}

describe('proxy-config --check', () => {
  it('says what Envoy would refuse, and fails', async () => {
    const bad = { name: 'a\u001b[31m', type: 'ORIGINAL_DST', lb_policy: 'RANDOM', connect_timeout: '1s' };
    const { exit, stdout, stderr } = await runInMemory(['pc', 'c', '-f', '-', '-o', 'json', '--check'], dumpWith(bad));
    expect(exit).toBe(1);
    expect(JSON.parse(stdout)).toHaveLength(1);
    expect(stderr).toContain('[original-dst-policy]');
    expect(stderr).not.toContain('\u001b');
  });

  it('is silent about what Envoy takes', async () => {
    const good = { name: 'a', type: 'STATIC', connect_timeout: '1s' };
    const { exit, stderr } = await runInMemory(['pc', 'c', '-f', '-', '--check'], dumpWith(good));
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  });

  it('finds nothing unless it is asked', async () => {
    const bad = { name: 'a', type: 'ORIGINAL_DST', connect_timeout: '1s' };
    expect((await runInMemory(['pc', 'c', '-f', '-'], dumpWith(bad))).exit).toBe(0);
  });

  it.each(['c', 'l', 'r', 'all'])('finds no fault with a recorded dump: %s', async (word) => {
    const { exit, stderr } = await runInMemory(['pc', word, '-f', '-', '--check'], DUMP);
    expect({ exit, refused: stderr.includes('would refuse') }).toEqual({ exit: 0, refused: false });
  });

  it('survives values of other types anywhere', async () => {
    const root: unknown = JSON.parse(DUMP);
    collect(root);
    const value = fc.constantFrom<unknown>(
      null,
      true,
      0,
      -1,
      '',
      'x',
      [],
      {},
      [null],
      [[]],
      { name: {} },
      { '@type': 7 },
    );
    const change = fc.tuple(fc.nat(places.length - 1), value);
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const before = changes.map(([at]) => places[at]?.[0][places[at][1]]);
        for (const [at, odd] of changes) if (places[at]) places[at][0][places[at][1]] = odd;
        const text = JSON.stringify(root);
        for (const [i, [at]] of [...changes.entries()].reverse())
          if (places[at]) places[at][0][places[at][1]] = before[i];
        const { exit, stderr } = await runInMemory(['pc', 'l', '-f', '-', '--check'], text);
        expect(stderr).not.toContain('bug in meshwright');
        expect([0, 1, 65]).toContain(exit);
      }),
      { numRuns: runs(200) },
    );
  });
});
