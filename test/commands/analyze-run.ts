import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/main.js';
import { recordingIo } from './command-run.js';

export interface Result {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `meshwright analyze` in this process, with `stdin` behind `-`. */
export async function analyze(args: readonly string[], stdin: string | Error = ''): Promise<Result> {
  const { io, said } = recordingIo(stdin);
  const exit = await run(['analyze', ...args], io);
  return { exit, ...said };
}

/** The same for files alone, of all namespaces. */
export function analyzeFiles(...args: readonly string[]): Promise<Result> {
  return analyze(['--use-kube=false', '-A', ...args]);
}

/** A folder for the files of one test. */
export interface Folder {
  readonly path: string;
  /** Writes a file and gives its path. */
  write(name: string, content: string | Buffer): string;
  remove(): void;
}

export function createFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'analyze-'));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      writeFileSync(file, content);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** `Severity CODE Kind ns/name` of the text output, without places and sentences. */
export function findingsOf({ out }: Result): string[] {
  return [...out.matchAll(/^(\w+) \[(\w+)\] \((\w+ [^ )]+)/gm)].map(
    ([, level, code, name]) => `${level} ${code} ${name}`,
  );
}
