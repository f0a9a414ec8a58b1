import { isUtf8 } from 'node:buffer';
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../model/errors.js';
import type { SourceText } from '../model/resource.js';

const CONFIG_FILE = /\.(ya?ml|json)$/i;
/** More than any configuration needs, and less than what a text of JavaScript can hold. */
const MAX_BYTES = 256 * 1024 * 1024;

export interface ReadOptions {
  readonly recursive: boolean;
  /** A directory without any file to read is only mentioned. */
  readonly emptyIsFine?: boolean;
  /** Reads standard input, for the path `-`. */
  readonly stdin: () => Promise<string>;
}

/** What could be read of some paths, and what not. */
export interface Collected {
  readonly sources: readonly SourceText[];
  /** One error a path that can't be read or holds no text. */
  readonly problems: readonly UserError[];
  /** Files and links that aren't looked at, with the reason. */
  readonly skipped: readonly string[];
}

/**
 * Reads files and directories (their .yaml, .yml and .json files, sorted by name) into texts.
 * @throws UserError for a path that can't be read and for a directory without such files.
 */
export async function readSources(paths: readonly string[], options: ReadOptions): Promise<readonly SourceText[]> {
  const { sources, problems } = await collectSources(paths, options);
  if (problems[0]) throw problems[0];
  return sources;
}

/** Reads files and directories as `readSources` does, and goes on after what can't be read. */
export async function collectSources(paths: readonly string[], options: ReadOptions): Promise<Collected> {
  const out = { sources: [] as SourceText[], problems: [] as UserError[], skipped: [] as string[] };
  for (const path of paths) {
    try {
      if (path === '-') out.sources.push({ name: '-', text: textOf(await options.stdin(), 'standard input') });
      else for (const file of await listFiles(path, options, out)) await readInto(file, out);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      out.problems.push(error);
    }
  }
  return out;
}

interface Sink {
  readonly sources: SourceText[];
  readonly problems: UserError[];
  readonly skipped: string[];
}

async function readInto(file: string, out: Sink): Promise<void> {
  try {
    out.sources.push({ name: file, text: await readText(file) });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    out.problems.push(error);
  }
}

/**
 * Reads one file as UTF-8 text.
 * @throws UserError for a file that can't be read or holds something else than UTF-8 text
 */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (bytes.length > MAX_BYTES) throw new UserError('data', `${path}: larger than ${MAX_BYTES >> 20} MiB`);
  if (!isUtf8(bytes)) throw new UserError('data', `${path}: not UTF-8 text`);
  return textOf(bytes.toString('utf8'), path);
}

/** The text without a byte order mark before it. */
function textOf(text: string, name: string): string {
  if (text.includes('\0')) throw new UserError('data', `${name}: not UTF-8 text`);
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

async function listFiles(path: string, { recursive, emptyIsFine }: ReadOptions, out: Sink): Promise<string[]> {
  const info = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (!info.isDirectory()) return [path];
  const files = await listDirectory(path, recursive, out);
  if (files.length > 0) return files;
  const reason = `${path}: no .yaml, .yml or .json file in this directory`;
  if (emptyIsFine) {
    out.skipped.push(reason);
    return [];
  }
  const hint = recursive ? undefined : 'use -R to look into its subdirectories';
  throw new UserError('data', reason, hint);
}

async function listDirectory(path: string, recursive: boolean, out: Sink): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: string[] = [];
  for (const entry of entries) {
    const full = join(path, entry.name);
    if (entry.isDirectory()) {
      if (recursive && entry.name !== 'node_modules' && entry.name !== '.git') {
        files.push(...(await listInner(full, out)));
      }
    } else if (CONFIG_FILE.test(entry.name) && (await isReadableEntry(entry, full, out))) files.push(full);
  }
  return files;
}

/** A directory inside that can't be listed doesn't hide its neighbours. */
async function listInner(path: string, out: Sink): Promise<string[]> {
  try {
    return await listDirectory(path, true, out);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    out.problems.push(error);
    return [];
  }
}

/** Links to files are read, links to directories are not followed (they may lead in circles); pipes would wait for ever. */
async function isReadableEntry(entry: Dirent, path: string, out: Sink): Promise<boolean> {
  if (entry.isFile()) return true;
  if (!entry.isSymbolicLink()) {
    out.skipped.push(`${path}: no regular file`);
    return false;
  }
  const info = await stat(path).catch((error: unknown) => unreadable(path, error));
  if (info instanceof UserError) out.problems.push(info);
  else if (info.isDirectory()) out.skipped.push(`${path}: a link to a directory, which is not followed`);
  else return info.isFile();
  return false;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ELOOP: 'links that lead in a circle',
};

function unreadable(path: string, error: unknown): UserError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new UserError('data', `${path}: ${REASONS[code] ?? (error instanceof Error ? error.message : String(error))}`);
}
