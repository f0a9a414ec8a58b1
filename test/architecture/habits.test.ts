import { describe, expect, it } from 'vitest';
import { COMMANDS, GROUPS } from '../../src/commands/index.js';
import { layerOf, readSourceFiles, withoutComments } from './source.js';

const LINE_LIMIT = 250;
/** Files that may be longer, with the reason. */
const LONGER: Readonly<Record<string, string>> = {};

const files = readSourceFiles();

/** Places where a pattern stands in the code (comments aside), as file:line. */
function places(pattern: RegExp, within: (path: string) => boolean = () => true): string[] {
  return files
    .filter((f) => within(f.path))
    .flatMap((f) =>
      withoutStrings(withoutComments(f.text))
        .split('\n')
        .flatMap((line, i) => (pattern.test(line) ? [`${f.path}:${i + 1} ${line.trim()}`] : [])),
    );
}

/** Quoted texts emptied, so that their words are not taken for code. */
function withoutStrings(text: string): string {
  // The linter looks into what templates compute.
  return text
    .replace(/`(?:\\.|[^`\\])*`/g, (template) => template.replace(/[^\n]/g, ''))
    .replace(/'(?:\\.|[^'\\\n])*'/g, "''");
}

describe('source files', () => {
  it(`are at most ${LINE_LIMIT} lines long`, () => {
    const long = files.map((f) => ({ path: f.path, lines: f.text.trimEnd().split('\n').length }));
    expect(long.filter((f) => f.lines > LINE_LIMIT && !LONGER[f.path])).toEqual([]);
  });

  it('stand in folders that say what they hold', () => {
    expect(
      files.filter((f) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts$)/.test(f.path)).map((f) => f.path),
    ).toEqual([]);
  });

  it('use no any', () => {
    expect(places(/(:|\bas|<|\|)\s*any\b/)).toEqual([]);
  });

  it('switch off no check', () => {
    expect(
      files.filter((f) => /@ts-(ignore|nocheck|expect-error)|biome-ignore/.test(f.text)).map((f) => f.path),
    ).toEqual([]);
  });

  it('write to no console', () => {
    expect(places(/\bconsole\./)).toEqual([]);
  });

  it('touch the process only where it is handed in', () => {
    const allowed = (path: string) =>
      ['main.ts', 'cli/io.ts'].includes(path) || ['kube', 'sources'].includes(layerOf(path));
    const inPureLayer = (path: string) =>
      [
        'model',
        'xds',
        'mesh',
        'translate',
        'print',
        'analyze',
        'simulate',
        'testing',
        'inject',
        'install',
        'precheck',
      ].includes(layerOf(path));
    expect(places(/\bprocess\.(env|exit|stdout|stderr|argv|exitCode)\b/, (path) => !allowed(path))).toEqual([]);
    expect(places(/\b(Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\()/, inPureLayer)).toEqual([]);
  });
});

describe('commands', () => {
  /** Files of src/commands that are commands: they export `command`. The others are steps that commands share. */
  const commandFiles = files.filter(
    (f) => f.path.startsWith('commands/') && /export const command\b/.test(f.text) && f.path !== 'commands/index.ts',
  );
  const table = files.find((f) => f.path === 'commands/index.ts');

  it('are all registered', () => {
    const registered = new Set(table?.imports.map((i) => i.target));
    expect(commandFiles.map((f) => f.path).filter((path) => !registered.has(path))).toEqual([]);
    expect(commandFiles.length).toBeGreaterThan(0);
  });

  it('are imported lazily by the table', () => {
    const eager = (table?.text ?? '').match(/^import (?!type\b).*$/gm) ?? [];
    expect(eager.filter((line) => !/from '\.\.\/cli\//.test(line))).toEqual([]);
  });

  it('have a group for every word before the last, a summary, and no name twice', () => {
    const groups = new Set(GROUPS.map((g) => g.path.join(' ')));
    for (const { path, summary } of [...COMMANDS, ...GROUPS]) {
      expect(summary, path.join(' ')).toMatch(/^[A-Z].*[^.]$/);
      if (path.length > 1) expect(groups).toContain(path.slice(0, -1).join(' '));
    }
    const names = [...COMMANDS, ...GROUPS].flatMap((c) =>
      [c.path.at(-1), ...(c.aliases ?? [])].map((name) => [...c.path.slice(0, -1), name].join(' ')),
    );
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('each load and configure', async () => {
    for (const entry of COMMANDS) {
      const { command } = await entry.load();
      expect(command.run, entry.path.join(' ')).toBeTypeOf('function');
      expect(command.configure, entry.path.join(' ')).toBeTypeOf('function');
    }
  });
});
