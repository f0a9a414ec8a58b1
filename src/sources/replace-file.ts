import { randomBytes } from 'node:crypto';
import { open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../model/errors.js';
import { readText } from './files.js';

const MARK = '\uFEFF';

/**
 * Gives a file another text, at once: whoever reads it sees the old one or the new one, and a failure leaves the old one. Mode, byte order mark
 * and the links that lead to it stay.
 * @throws UserError when the file no longer holds `before`, and when it can't be written
 */
export async function replaceFile(path: string, before: string, after: string): Promise<void> {
  if ((await readText(path)) !== before) {
    throw new UserError('failed', `${path}: changed meanwhile, and left as it is`, 'run the command again');
  }
  try {
    await replace(await realpath(path), after);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('failed', `${path}: not written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function replace(path: string, text: string): Promise<void> {
  const { mode } = await stat(path);
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  const mark = (await hasMark(path)) ? MARK : '';
  const file = await open(temporary, 'wx', mode & 0o7777);
  try {
    try {
      await file.writeFile(mark + text, 'utf8');
      // The mask of the process may have taken bits from the mode.
      await file.chmod(mode & 0o7777);
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

async function hasMark(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(3), 0, 3, 0);
    return buffer.toString('utf8', 0, bytesRead) === MARK;
  } finally {
    await file.close();
  }
}
