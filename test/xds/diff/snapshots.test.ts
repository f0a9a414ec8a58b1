import { describe, expect, it } from 'vitest';
import { buildMesh } from '../../../src/mesh/build.js';
import { decodeMeshConfig } from '../../../src/mesh/mesh-config.js';
import { noRegexTest } from '../../../src/model/regex.js';
import { buildStore } from '../../../src/model/store.js';
import { readSources } from '../../../src/sources/files.js';
import { loadTexts } from '../../../src/sources/load.js';
import { parseAnnotation } from '../../../src/sources/mesh-config.js';
import { translateProxy } from '../../../src/translate/index.js';
import { buildSharedState } from '../../../src/translate/translation.js';
import { compareProxies, formatSteps, type ProxySide } from '../../../src/xds/diff/index.js';
import type { Json } from '../../../src/xds/json.js';
import type { Snapshot } from '../../../src/xds/snapshot.js';

const sources = await readSources(['test/samples/shop'], { recursive: false, stdin: async () => '' });
const store = buildStore(loadTexts(sources).resources);
const mesh = buildMesh(store, {
  config: decodeMeshConfig(undefined).config,
  parseYaml: parseAnnotation,
  regexTest: noRegexTest,
});
const shared = buildSharedState();
const snapshots = mesh.proxies.map((proxy) => translateProxy(mesh, proxy, shared));
const sides = (list: readonly Snapshot[]): ProxySide[] =>
  list.map((value, i) => ({ name: `p${i}`, snapshot: () => value }));
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value));

/** Numbers between 0 and 1, the same in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

interface Leaf {
  readonly holder: Record<string, Json> | Json[];
  readonly key: string | number;
  readonly fields: readonly string[];
}

/** Every scalar of a value that is no name or key of a list. */
function leaves(value: Json | undefined, fields: readonly string[] = []): Leaf[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, Json> | Json[];
  return Object.entries(value).flatMap(([key, inner]) => {
    const own = Array.isArray(value) ? Number(key) : key;
    const path = Array.isArray(value) ? fields : [...fields, key];
    if (typeof inner === 'object' && inner !== null) return leaves(inner, path);
    return IDENTIFYING.test(path.join('.')) ? [] : [{ holder, key: own, fields: path }];
  });
}
/** What tells an item from another, or one extension from another: a change of it is one item gone and one come. */
const IDENTIFYING =
  /(^|\.)(name|@type|domains|tag|clusterName|address\.\w+|locality\.\w+|filterChainMatch\..*|key|cluster)$/;

describe('snapshots', () => {
  it('of the same proxies, made anew, show nothing', () => {
    const { groups, changed, compared } = compareProxies(sides(snapshots), sides(copy(snapshots)));
    expect({ groups, changed, compared }).toEqual({ groups: [], changed: [], compared: snapshots.length });
  });

  it('in which one field changed show exactly that field', () => {
    const random = randomNumbers(8);
    for (let n = 0; n < 300; n++) {
      const before = snapshots[Math.floor(random() * snapshots.length)];
      if (!before) throw new Error('the sample has no proxies');
      const after = copy(before);
      const types = (['listeners', 'routes', 'clusters', 'endpoints'] as const).filter(
        (type) => after[type].length > 0,
      );
      const found = leaves(after[types[Math.floor(random() * types.length)] ?? 'clusters'] as unknown as Json);
      if (found.length === 0) continue;
      const leaf = found[Math.floor(random() * found.length)];
      if (!leaf) throw new Error('a resource without fields');
      const old = Reflect.get(leaf.holder, leaf.key);
      Reflect.set(
        leaf.holder,
        leaf.key,
        typeof old === 'number' ? old + 7 : typeof old === 'boolean' ? !old : `${old}-x`,
      );
      const { groups } = compareProxies(sides([before]), sides([after]));
      const told = groups.flatMap((group) =>
        group.changes.map(({ path }) => path.flatMap((s) => ('field' in s ? [s.field] : []))),
      );
      const last = formatSteps(leaf.fields.map((field) => ({ field })));
      // A member of a set that changed is one gone and one come.
      expect(new Set(told.map((fields) => fields.join('.'))), last).toEqual(new Set([leaf.fields.join('.')]));
    }
  });
});

describe('groups', () => {
  const listener = (name: string, more = {}) => ({ name, ...more });
  const snapshot = (listeners: readonly { name: string }[]): Snapshot => ({
    listeners,
    routes: [],
    clusters: [],
    endpoints: [],
  });

  it('tell once what many proxies share, and by itself what one has alone', () => {
    const before = Array.from({ length: 300 }, () => snapshot([listener('a', { statPrefix: 'x' })]));
    const after = before.map((_, i) =>
      snapshot([listener('a', { statPrefix: 'y', ...(i === 7 && { drainType: 'MODIFY_ONLY' }) })]),
    );
    const { groups } = compareProxies(sides(before), sides(after));
    expect(groups.map((g) => [g.names.join(), g.proxies.length, g.changes.map((c) => formatSteps(c.path))])).toEqual([
      ['a', 300, ['statPrefix']],
      ['a', 1, ['drainType']],
    ]);
    expect(groups[1]?.proxies).toEqual(['p7']);
  });

  it('keep resources apart that come, go, and trade places', () => {
    const [a, b, c] = [listener('a'), listener('b'), listener('c')];
    const before = [snapshot([a, b]), snapshot([b, a]), snapshot([a, b])];
    const after = [snapshot([a, c]), snapshot([a, c]), snapshot([b])];
    const { groups, removed, added } = compareProxies(sides(before), sides(after).slice(0, 3));
    const told = groups.map((g) => `${g.changes[0]?.kind} ${g.names.join()}: ${g.proxies.join()}`);
    expect(told).toEqual(['removed a: p2', 'removed b: p0,p1', 'added c: p0,p1']);
    expect([removed, added]).toEqual([[], []]);
  });

  it('join resources in which the same changed', () => {
    const listeners = (statPrefix: string) => [snapshot(['a', 'b', 'c'].map((name) => listener(name, { statPrefix })))];
    const { groups } = compareProxies(sides(listeners('x')), sides(listeners('y')));
    expect(groups.map((g) => [g.names, g.changes.map((c) => [formatSteps(c.path), c.objects.length])])).toEqual([
      [['a', 'b', 'c'], [['statPrefix', 3]]],
    ]);
  });

  it('name proxies that are on one side only', () => {
    const one = sides([snapshot([]), snapshot([])]);
    const report = compareProxies(one.slice(0, 1), one.slice(1));
    expect([report.removed, report.added, report.compared, report.groups]).toEqual([['p0'], ['p1'], 0, []]);
  });
});
