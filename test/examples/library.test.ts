import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

it('the example of the README runs on the built package', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['test/examples/library.mjs'], { cwd: root });
  expect(stdout).toMatch(/^deployment\/web\.shop: \d+ listeners, \d+ clusters\npayments: timeout 3s\n0 diagnostics\n$/);
});

it('the README shows the example as it is', () => {
  const example = readFileSync(join(root, 'test/examples/library.mjs'), 'utf8');
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(example);
});
