// Go's own answers: the program in ./oracle, built once a run.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('./oracle', import.meta.url));

/** Answers to questions of {template, data}, in their order: {output} or {error}. */
export function oracle(questions) {
  const folder = mkdtempSync(join(tmpdir(), 'go-template-oracle-'));
  try {
    const binary = process.env.GO_TEMPLATE_ORACLE ?? join(folder, 'oracle');
    if (!process.env.GO_TEMPLATE_ORACLE) {
      execFileSync('go', ['build', '-buildvcs=false', '-o', binary, '.'], { cwd: source, stdio: ['ignore', 2, 2] });
    }
    const input = questions.map((question) => `${JSON.stringify(question)}\n`).join('');
    const output = execFileSync(binary, { input, encoding: 'utf8', maxBuffer: 1 << 30 });
    return output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
