import { open } from 'node:fs/promises';
import { UserError } from '../model/errors.js';
import { readText } from './files.js';
import { writeWhole } from './write-file.js';

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
  const mark = (await hasMark(path)) ? MARK : '';
  await writeWhole(path, mark + after);
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
