import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runInMemory } from './proxy-config/memory-io.js';

const SHOP = ['simulate', '-f', 'test/samples/shop', '--from', 'deployment/web.shop'];
const DUMP = readFileSync(new URL('../goldens/proxy-config/dumps/edge.config_dump.json', import.meta.url), 'utf8');
const run = (...words: string[]) => runInMemory(words);

interface Answer {
  readonly legs: readonly { readonly proxy: string; readonly outcome: Record<string, unknown> }[];
}
async function legsOf(...words: string[]): Promise<Answer['legs']> {
  const { exit, stdout, stderr } = await run(...SHOP, '-o', 'json', ...words);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  const answer: Answer = JSON.parse(stdout);
  return answer.legs;
}

describe('simulate', () => {
  it('follows a request to the workload behind the service, with file and line', async () => {
    const { exit, stdout } = await run(...SHOP, 'GET', 'http://catalog:8080/items');
    expect(exit).toBe(0);
    expect(stdout).toMatch(
      /not route +testers +header x-tester: wants exact true, there is none +\S*catalog\.yaml:\d+/,
    );
    expect(stdout).toMatch(/weights: 90 % outbound\|8080\|v1\|catalog/);
    expect(stdout).toContain('deployment/catalog-v1.shop (inbound, to *:8080)');
  });

  it.each([
    [
      ['GET', 'http://catalog.shop.svc.cluster.local:8080/', '-H', 'X-Tester: true'],
      'outbound|8080|v2|catalog.shop.svc.cluster.local',
    ],
    [['http://catalog.shop:8080/', '--random', '0.95'], 'outbound|8080|v2|catalog.shop.svc.cluster.local'],
    [['--tcp', 'database:5432'], 'outbound|5432||database.shop.svc.cluster.local'],
    [['GET', 'http://nowhere.example/'], 'PassthroughCluster'],
    [['GET', 'https://nowhere.example/'], 'PassthroughCluster'],
  ])('%j goes to %s', async (words, cluster) => {
    expect((await legsOf(...words))[0]?.outcome).toMatchObject({ kind: 'forwarded', cluster });
  });

  it.each([
    [['simulate', '-f', 'test/samples/shop', 'GET', 'http://a/'], '--from'],
    [[...SHOP], 'URL'],
    [[...SHOP, 'GET', 'a'], 'URL'],
    [[...SHOP, 'GET', 'http://a/', '-H', 'nothing'], 'header'],
    [[...SHOP, '--tcp', 'a'], 'HOST:PORT'],
    [[...SHOP, 'GET', 'http://a/', '--random', '1'], '--random'],
    [[...SHOP, 'GET', 'http://a/', '--admin', 'localhost:1'], '--admin'],
  ])('is a mistake: %j', async (words, said) => {
    const { exit, stdout, stderr } = await run(...words);
    expect({ exit, stdout }).toEqual({ exit: 64, stdout: '' });
    expect(stderr).toContain(said);
  });

  it('reads a config dump', async () => {
    const words = ['simulate', '-f', '-', '-o', 'json', 'GET', 'http://store.example.org/old'];
    const { exit, stdout } = await runInMemory(words, DUMP);
    const answer: Answer = JSON.parse(stdout);
    expect(stdout).toContain('VirtualService store.shop');
    expect({ exit, outcome: answer.legs[0]?.outcome }).toMatchObject({
      exit: 0,
      outcome: { listener: '0.0.0.0_8080', virtualHost: 'store.example.org:80', kind: 'redirected' },
    });
  });
});

/** The sections of a dump that following a request reads. */
const FOLLOWED = /\.(Listeners|Routes|Clusters|Endpoints)ConfigDump$/;
interface Dump {
  readonly configs: readonly { readonly '@type': string }[];
}
const isDump = (value: unknown): value is Dump => typeof value === 'object' && value !== null && 'configs' in value;

describe('a dump that says anything', () => {
  const places: (readonly [Record<string, unknown>, string])[] = [];
  const root: unknown = JSON.parse(DUMP);
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      places.push([value as Record<string, unknown>, key]);
      collect(child);
    }
  };
  if (isDump(root)) for (const { '@type': type, ...section } of root.configs) if (FOLLOWED.test(type)) collect(section);

  it('is blamed, and no bug', async () => {
    const place = fc.integer({ min: 0, max: places.length - 1 });
    const value = fc.constantFrom<unknown>(undefined, null, true, 0, -1, '', 'a', [], [1], [null], {}, { a: 1 });
    await fc.assert(
      fc.asyncProperty(place, value, async (i, broken) => {
        const [holder, key] = places[i] ?? [{}, ''];
        const before = holder[key];
        holder[key] = broken;
        const words = ['simulate', '-f', '-', 'GET', 'http://store.example.org/cart'];
        const { exit, stderr } = await runInMemory(words, JSON.stringify(root));
        holder[key] = before;
        expect(stderr).not.toContain('bug in meshwright');
        expect([0, 64, 65]).toContain(exit);
      }),
      { numRuns: 300 },
    );
  });
});
