import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildMesh, loadFiles, translate } from '../../src/index.js';
import { canonical } from './semantic.js';

/*
 * Recordings of istiod 1.30.3: GROUP/CASE.yaml is the input, CASE.json what it pushes to each proxy. UPDATE_GOLDENS=1 writes
 * what we translate instead, and removes outputs without an input; look at the difference before keeping it.
 */
const root = new URL('../goldens/xds/', import.meta.url).pathname;
const update = process.env['UPDATE_GOLDENS'] === '1';

async function translated(file: string): Promise<unknown> {
  const { proxies } = translate(buildMesh(await loadFiles([file])));
  const values = proxies.map(({ proxy, snapshot }) => {
    return { name: proxy.name, namespace: proxy.namespace, type: proxy.type, ...snapshot };
  });
  return JSON.parse(JSON.stringify({ proxies: values }));
}

for (const group of readdirSync(root)) {
  describe(group, () => {
    const files = readdirSync(join(root, group));
    const cases = files.filter((f) => f.endsWith('.yaml')).map((f) => f.slice(0, -'.yaml'.length));
    for (const stale of files.filter((f) => f.endsWith('.json') && !cases.includes(f.slice(0, -'.json'.length)))) {
      if (update) rmSync(join(root, group, stale));
      else test(`${stale} has an input`, () => expect.unreachable(`${stale} is stale: run npm run test:update`));
    }
    test.each(cases)('%s', async (name) => {
      const path = join(root, group, name);
      const got = await translated(`${path}.yaml`);
      if (update) writeFileSync(`${path}.json`, `${JSON.stringify(got)}\n`);
      const want: unknown = JSON.parse(readFileSync(`${path}.json`, 'utf8'));
      expect(canonical(got)).toEqual(canonical(want));
    });
  });
}
