// Go's own answers: the program in ./oracle, built once a run.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('./oracle', import.meta.url));

function ask(binary, questions) {
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join('');
  const { stdout } = spawnSync(binary, {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** Answers to questions of {template, data}, in their order: {output} or {error}; {crashed} when Go's own process ended. */
export function oracle(questions) {
  const folder = mkdtempSync(join(tmpdir(), 'go-template-oracle-'));
  try {
    const binary = process.env.GO_TEMPLATE_ORACLE ?? join(folder, 'oracle');
    if (!process.env.GO_TEMPLATE_ORACLE) {
      execFileSync('go', ['build', '-buildvcs=false', '-o', binary, '.'], { cwd: source, stdio: ['ignore', 2, 2] });
    }
    const answers = [];
    while (answers.length < questions.length) {
      answers.push(...ask(binary, questions.slice(answers.length)));
      // A template that ends the process itself has no answer.
      if (answers.length < questions.length) answers.push({ error: 'the process ended', crashed: true });
    }
    return answers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
