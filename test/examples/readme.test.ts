import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { runInMemory } from '../commands/proxy-config/memory-io.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');

/** Blocks of the README that begin with a command line after `$ `, with what it prints. */
const shown = [...readme.matchAll(/^```\n\$ meshwright (.*)\n([\s\S]*?)^```$/gm)].map(
  ([, line = '', output = '']) => [line, output] as const,
);

it('the README shows what commands print', () => {
  expect(shown.length).toBeGreaterThanOrEqual(3);
});

it.each(shown)('meshwright %s', async (line, output) => {
  expect(process.cwd()).toBe(root.replace(/\/$/, ''));
  const { stdout, stderr } = await runInMemory(line.split(' '));
  // A patch goes to stdout alone; of the others the README shows all that a terminal does.
  expect(line.includes('--fix-dry-run') ? stdout : stdout + stderr).toBe(output);
});
