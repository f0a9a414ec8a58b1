import { isUtf8 } from 'node:buffer';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../model/errors.js';
import type { SourceText } from '../model/resource.js';

const CONFIG_FILE = /\.(ya?ml|json)$/i;

export interface ReadOptions {
  readonly recursive: boolean;
  /** Reads standard input, for the path `-`. */
  readonly stdin: () => Promise<string>;
}

/**
 * Reads files and directories (their .yaml, .yml and .json files, sorted by name) into texts.
 * @throws UserError for a path that can't be read and for a directory without such files.
 */
export async function readSources(paths: readonly string[], options: ReadOptions): Promise<SourceText[]> {
  const sources: SourceText[] = [];
  for (const path of paths) {
    if (path === '-') sources.push({ name: '-', text: withoutMark(await options.stdin()) });
    else
      for (const file of await listFiles(path, options.recursive))
        sources.push({ name: file, text: await readText(file) });
  }
  return sources;
}

/**
 * Reads one file as UTF-8 text.
 * @throws UserError for a file that can't be read or holds something else than UTF-8 text
 */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (!isUtf8(bytes)) throw new UserError('data', `${path}: not UTF-8 text`);
  return withoutMark(bytes.toString('utf8'));
}

/** The text without a byte order mark before it. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

async function listFiles(path: string, recursive: boolean): Promise<string[]> {
  const info = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (!info.isDirectory()) return [path];
  const files = await listDirectory(path, recursive);
  if (files.length > 0) return files;
  const hint = recursive ? undefined : 'use -R to look into its subdirectories';
  throw new UserError('data', `${path}: no .yaml, .yml or .json file in this directory`, hint);
}

async function listDirectory(path: string, recursive: boolean): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: string[] = [];
  for (const entry of entries) {
    const full = join(path, entry.name);
    if (entry.isDirectory()) {
      if (recursive && entry.name !== 'node_modules' && entry.name !== '.git') {
        files.push(...(await listDirectory(full, true)));
      }
    } else if (CONFIG_FILE.test(entry.name)) files.push(full);
  }
  return files;
}

function unreadable(path: string, error: unknown): UserError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reason =
    code === 'ENOENT' ? 'no such file or directory' : error instanceof Error ? error.message : String(error);
  return new UserError('data', `${path}: ${reason}`);
}
