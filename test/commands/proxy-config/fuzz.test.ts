import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../property.js';
import { runInMemory } from './memory-io.js';

const DUMPS = new URL('../../goldens/proxy-config/dumps/', import.meta.url).pathname;
const NAMES = ['bank.config_dump.json', 'edge.config_dump.json', 'bank.clusters.json'] as const;
const texts = new Map(NAMES.map((name) => [name, readFileSync(DUMPS + name, 'utf8')]));
const textOf = (name: (typeof NAMES)[number]) => texts.get(name) ?? '';
const COMMANDS = ['c', 'l', 'r', 'ep', 'b', 's', 'ec', 'all']
  .map((word) => ['pc', word])
  .concat([['x', 'authz', 'check']]);

const command = fc.constantFrom(...COMMANDS);
const format = fc.constantFrom('table', 'json', 'yaml');
const source = fc.constantFrom(...NAMES);

/** A place in a text, as a part of its length. */
const part = fc.integer({ min: 0, max: 10_000 }).map((n) => n / 10_000);

/** Whatever a dump says, a command ends, blames the data, and leaves no half JSON. */
async function expectSane(words: readonly string[], output: string, input: string): Promise<void> {
  const { exit, stdout, stderr } = await runInMemory([...words, '-o', output, '-f', '-'], input);
  expect(stderr).not.toContain('bug in meshwright');
  expect([0, 64, 65]).toContain(exit);
  if (exit !== 0) expect(stdout).toBe('');
  else if (output === 'json') JSON.parse(stdout);
  expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
}

interface Node {
  [key: string]: unknown;
}

/** Puts `value` in the place that a list of numbers leads to: each chooses a child. */
function replaceAt(root: Node, steps: readonly number[], value: unknown): unknown {
  let node: Node = root;
  for (const [i, step] of steps.entries()) {
    const keys = Object.keys(node);
    const key = keys[step % Math.max(keys.length, 1)];
    if (key === undefined) return root;
    const child = node[key];
    if (i === steps.length - 1 || typeof child !== 'object' || child === null) {
      node[key] = value;
      return root;
    }
    node = child as Node;
  }
  return root;
}

describe('commands on broken dumps', () => {
  it('survive other bytes in the text', async () => {
    const edit = fc.tuple(part, fc.nat(40), fc.string({ maxLength: 6 }));
    await fc.assert(
      fc.asyncProperty(
        source,
        command,
        format,
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        async (name, words, output, edits) => {
          let mutated = textOf(name);
          for (const [at, drop, insert] of edits) {
            const i = Math.floor(at * mutated.length);
            mutated = mutated.slice(0, i) + insert + mutated.slice(i + drop);
          }
          await expectSane(words, output, mutated);
        },
      ),
      { numRuns: runs(120) },
    );
  });

  it('survive an early end', async () => {
    await fc.assert(
      fc.asyncProperty(source, command, part, async (name, words, at) => {
        const text = textOf(name);
        await expectSane(words, 'json', text.slice(0, Math.floor(at * text.length)));
      }),
      { numRuns: runs(80) },
    );
  });

  it('survive values of other types anywhere', async () => {
    const value = fc.oneof(
      fc.constantFrom(
        null,
        true,
        0,
        -1,
        1e99,
        '',
        'x',
        '\u001b[31m',
        [],
        {},
        [null],
        [[]],
        { name: {} },
        { '@type': 7 },
      ),
      fc.jsonValue({ maxDepth: 3 }),
    );
    const steps = fc.array(fc.nat(60), { minLength: 2, maxLength: 14 });
    const mutations = fc.array(fc.tuple(steps, value), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(source, command, format, mutations, async (name, words, output, changes) => {
        const root: Node = JSON.parse(textOf(name));
        for (const [path, replacement] of changes) replaceAt(root, path, structuredClone(replacement));
        await expectSane(words, output, JSON.stringify(root));
      }),
      { numRuns: runs(250) },
    );
  });

  it('survive any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), command, async (text, words) => {
        await expectSane(words, 'table', text);
      }),
      { numRuns: runs(150) },
    );
  });
});
