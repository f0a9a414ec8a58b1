import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ANALYZERS } from '../../src/analyze/analyzers/index.js';
import { configureAnalyze } from '../../src/commands/analyze-options.js';

const root = new URL('../../', import.meta.url);
const read = (path: string) => parse(readFileSync(new URL(path, root), 'utf8'));

/** Whether the flags of `analyze` take these words; commander throws otherwise. */
function options(words: readonly string[]): Record<string, unknown> {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  configureAnalyze(command);
  return command.parse([...words], { from: 'user' }).opts();
}

describe('pre-commit hooks', () => {
  const hooks: { id: string; name: string; entry: string; language: string; files: string; args?: string[] }[] =
    read('.pre-commit-hooks.yaml');

  it.each(hooks.map((hook) => [hook.id, hook] as const))('%s runs a command line that exists', (_id, hook) => {
    const [program, name, ...words] = [...hook.entry.split(' '), ...(hook.args ?? [])];
    expect([program, name, hook.language]).toEqual(['meshwright', 'analyze', 'node']);
    const { analyzer, useKube } = options(words);
    expect(useKube).toBe('false');
    const names = ANALYZERS.map((a) => a.name);
    expect(names).toEqual(expect.arrayContaining(Array.isArray(analyzer) ? analyzer : []));
    expect(new RegExp(hook.files).test('deploy/a.yaml')).toBe(true);
    expect(new RegExp(hook.files).test('README.md')).toBe(false);
  });
});

describe('the GitHub action', () => {
  const action = read('.github/actions/analyze/action.yml');
  const steps: { id?: string; run?: string; shell?: string; env?: Record<string, string> }[] = action.runs.steps;
  const step = steps.find((s) => s.id === 'analyze');
  const folder = mkdtempSync(join(tmpdir(), 'action-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs the step where the program only tells its arguments. */
  function run(inputs: Record<string, string>, exit = 0) {
    const home = join(folder, 'root/.github/actions/analyze');
    mkdirSync(home, { recursive: true });
    mkdirSync(join(folder, 'root/bin'), { recursive: true });
    const program = `process.stdout.write(JSON.stringify(process.argv.slice(2)));process.exit(${exit});`;
    writeFileSync(join(folder, 'root/bin/meshwright.js'), program);
    writeFileSync(join(folder, 'output'), '');
    const env: Record<string, string> = {
      PATH: process.env['PATH'] ?? '',
      GITHUB_ACTION_PATH: home,
      GITHUB_OUTPUT: join(folder, 'output'),
    };
    for (const [name, value] of Object.entries(step?.env ?? {})) {
      const input = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(value)?.[1] ?? '';
      env[name] = inputs[input] ?? action.inputs[input].default;
    }
    const { stdout, status } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? ''], {
      env,
      cwd: folder,
      encoding: 'utf8',
    });
    return { stdout, status, output: readFileSync(join(folder, 'output'), 'utf8') };
  }

  it('has a description for every input, and no input inside a script', () => {
    for (const input of Object.values<{ description?: string }>(action.inputs)) expect(input.description).toBeTruthy();
    for (const { run: script, shell } of steps) {
      expect(script ?? '').not.toContain('${{');
      if (script) expect(shell).toBe('bash');
    }
  });

  it('hands over arguments as they are, and writes annotations', () => {
    const path = 'a/*.yaml $(touch x) b;c';
    const { stdout, status, output } = run({ path, args: '--ignore-unknown -v', 'failure-threshold': 'info' });
    const [command, ...words] = JSON.parse(stdout);
    expect(command).toBe('analyze');
    expect(words.slice(words.indexOf('--') + 1)).toEqual(['a/*.yaml', '$(touch', 'x)', 'b;c']);
    const flags = options(words.slice(0, words.indexOf('--')));
    expect(flags).toMatchObject({ ignoreUnknown: true, verbose: true, failureThreshold: 'info', output: 'github' });
    expect([status, output]).toEqual([0, 'exit-code=0\n']);
  });

  it('writes SARIF to a file and fails as the program does', () => {
    const { stdout, status, output } = run({ 'sarif-file': 'out.sarif' }, 79);
    expect([stdout, status, output]).toEqual(['', 79, 'exit-code=79\n']);
    const words = JSON.parse(readFileSync(join(folder, 'out.sarif'), 'utf8'));
    expect(words.slice(-4)).toEqual(['-o', 'sarif', '--', '.']);
  });

  it('finds the program where the repository has it', () => {
    const script = steps.map((s) => s.run ?? '').join('\n');
    expect(script).toContain('$GITHUB_ACTION_PATH/../../../bin/meshwright.js');
    expect(execFileSync('ls', [new URL('bin', root).pathname], { encoding: 'utf8' })).toContain('meshwright.js');
  });
});
