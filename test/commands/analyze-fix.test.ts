import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPatch } from 'diff';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyFixes } from '../../src/commands/analyze-fix.js';
import { readSources } from '../../src/sources/files.js';
import { recordingIo } from './command-run.js';
import { runInMemory } from './proxy-config/memory-io.js';

const BEFORE = `# the shop
apiVersion: networking.istio.io/v1beta1
kind: Gateway
metadata:
  name: edge
spec:
  selektor: {istio: ingress} # who
`;
const AFTER = BEFORE.replace('v1beta1', 'v1').replace('selektor', 'selector');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fix-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function run(paths: readonly string[], dryRun: boolean, { stdin = '', meanwhile = () => {} } = {}) {
  const { io, said } = recordingIo(stdin);
  const sources = await readSources(paths, { recursive: true, stdin: io.stdin });
  meanwhile();
  const after = await applyFixes(sources, { dryRun }, io);
  return { ...said, texts: after.map((source) => source.text) };
}

describe('--fix', () => {
  it('writes files, keeps their mode, and leaves nothing beside them', async () => {
    const path = write('a.yaml', BEFORE);
    chmodSync(path, 0o640);
    const fine = write('b.yaml', AFTER);
    const { mtimeMs } = statSync(fine);
    const { out, err, texts } = await run([folder], false);
    expect(readFileSync(path, 'utf8')).toBe(AFTER);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(statSync(fine).mtimeMs).toBe(mtimeMs);
    expect(readdirSync(folder).sort()).toEqual(['a.yaml', 'b.yaml']);
    expect(texts).toEqual([AFTER, AFTER]);
    expect(out).toBe('');
    expect(err).toContain('spec.selektor -> selector');
    expect(err).toMatch(/2 problems in 1 file\b/);
  });

  it('writes where a link leads, and keeps a byte order mark', async () => {
    const path = write('real.yaml', `\uFEFF${BEFORE}`);
    const link = join(folder, 'link.yaml');
    symlinkSync(path, link);
    await run([link], false);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe(`\uFEFF${AFTER}`);
  });

  it('leaves a file that has changed since it was read', async () => {
    const path = write('a.yaml', BEFORE);
    const { err, texts } = await run([path], false, { meanwhile: () => write('a.yaml', `${BEFORE}# more\n`) });
    expect(readFileSync(path, 'utf8')).toBe(`${BEFORE}# more\n`);
    expect(texts).toEqual([BEFORE]);
    expect(err).toMatch(/changed meanwhile/);
  });

  it('does not change standard input', async () => {
    const { out, err, texts } = await run(['-'], false, { stdin: BEFORE });
    expect([out, texts]).toEqual(['', [BEFORE]]);
    expect(err).toMatch(/standard input/);
  });

  it('says so when there is nothing to do', async () => {
    expect((await run([write('a.yaml', AFTER)], false)).err).toMatch(/0 problems/);
  });
});

describe('analyze', () => {
  it('goes on with what is fixed', async () => {
    const path = write('a.yaml', BEFORE);
    const command = ['analyze', '--use-kube=false', '-A', '--analyzer', 'meshwright.SchemaAnalyzer'];
    expect((await runInMemory([...command, path])).stdout).toContain('selektor');
    expect(await runInMemory([...command, '--fix', path])).toMatchObject({ exit: 0, stdout: '' });
    expect(readFileSync(path, 'utf8')).toBe(AFTER);
  });

  it('prints the patch alone', async () => {
    const path = write('a.yaml', BEFORE);
    const { exit, stdout } = await runInMemory(['analyze', '--use-kube=false', '-A', '--fix-dry-run', path]);
    expect([exit, applyPatch(BEFORE, stdout)]).toEqual([0, AFTER]);
  });

  it('wants files to fix', async () => {
    const { exit, stderr } = await runInMemory(['analyze', '--use-kube=false', '-A', '--fix']);
    expect(exit).toBe(64);
    expect(stderr).toContain('--fix');
  });
});

describe('--fix-dry-run', () => {
  it('prints a patch and writes nothing', async () => {
    const path = write('a.yaml', BEFORE);
    const { out, texts } = await run([path], true);
    expect(readFileSync(path, 'utf8')).toBe(BEFORE);
    expect(texts).toEqual([BEFORE]);
    expect(out).toMatch(/^--- .*a\.yaml.*\n\+\+\+ .*a\.yaml.*\n@@ -1,7 \+1,7 @@\n/);
    expect(applyPatch(BEFORE, out)).toBe(AFTER);
  });
});
