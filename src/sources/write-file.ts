import { randomBytes } from 'node:crypto';
import { open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../model/errors.js';

/**
 * Writes a file, at once: whoever reads it sees nothing of a half-written one, and a failure leaves what was there.
 * @throws UserError when it can't be written
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  try {
    await write(await realpath(path).catch(() => path), text);
  } catch (error) {
    throw new UserError('failed', `${path}: not written: ${reasonOf(error)}`);
  }
}

/** The system's code, since its message names the temporary file. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? (REASONS[String(error.code)] ?? String(error.code)) : error.message;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

async function write(path: string, text: string): Promise<void> {
  const before = await stat(path).catch(() => undefined);
  if (before && !before.isFile()) {
    // A pipe or a terminal can't be replaced, only written to.
    const device = await open(path, 'w');
    return device.writeFile(text, 'utf8').finally(() => device.close());
  }
  await swapIn(path, [text], before && before.mode & 0o7777);
}

/** Puts a file with these texts in the place of another in one step; a failure leaves what was there. Without a mode, new files get the usual one. */
export async function swapIn(path: string, texts: Iterable<string>, mode?: number): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  const file = await open(temporary, 'wx', mode);
  try {
    try {
      for (const text of texts) await file.appendFile(text, 'utf8');
      // The mask of the process may have taken bits from the mode.
      if (mode !== undefined) await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
