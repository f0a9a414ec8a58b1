import { readFileSync } from 'node:fs';

/** This program's version, from the package.json two folders above both src/cli and dist/chunks, one above dist. */
export const VERSION: string = readVersion();

function readVersion(): string {
  for (const up of ['../package.json', '../../package.json']) {
    try {
      const parsed: unknown = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8'));
      if (parsed && typeof parsed === 'object' && 'version' in parsed) return String(parsed.version);
    } catch {
      // not there: the other place is tried
    }
  }
  return 'unknown';
}
