import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runInMemory } from './memory-io.js';

const ROOT = new URL('../../goldens/proxy-config/', import.meta.url).pathname;
const read = (path: string) => readFileSync(ROOT + path, 'utf8');
const cases = readdirSync(ROOT).filter((name) => name !== 'dumps');

/** Words of a recorded command line; double quotes group. Dumps are found wherever the tests run. */
function words(line: string): string[] {
  const found = [...line.trim().matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? '');
  return found.map((word) => word.replace(/^\.\.\/dumps\//, `${ROOT}dumps/`));
}

describe('what istioctl prints of real dumps', () => {
  // Certificates of the dumps were made a day before, for ten years.
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date('2026-11-22T00:00:00Z'), toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is recorded in enough cases', () => {
    expect(cases.length).toBeGreaterThan(30);
  });

  it.each(cases)('%s', async (name) => {
    const args = words(read(`${name}/cmd`));
    const { exit, stdout } = await runInMemory(args);
    const recorded = read(`${name}/stdout`);
    if (args.includes('json')) expect(JSON.parse(stdout)).toEqual(JSON.parse(recorded));
    else expect(stdout).toBe(recorded);
    expect(exit).toBe(0);
  });
});
