import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One import of a source file. */
export interface Import {
  /** Path below src/ for our own modules (with .ts), the package or `node:` name otherwise. */
  readonly target: string;
  readonly own: boolean;
  readonly typeOnly: boolean;
  /** What stands between `import` and `from`; empty for imports without names. */
  readonly clause: string;
}

export interface SourceFile {
  /** Path below src/, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

/** Every TypeScript file below src/. */
export function readSourceFiles(): SourceFile[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(SRC, path), 'utf8');
      return { path, text, imports: findImports(path, text) };
    });
}

/** Static, type-only, re-exporting and dynamic imports of a file. */
export function findImports(path: string, text: string): Import[] {
  const code = withoutComments(text);
  const found: Import[] = [];
  for (const m of code.matchAll(/^\s*(?:import|export)\s+(type\s)?([^'";]*?\sfrom\s+)?'([^']+)'/gm)) {
    found.push(resolveImport(path, m[3] ?? '', Boolean(m[1]) || onlyTypes(m[2] ?? ''), m[2]));
  }
  for (const m of code.matchAll(/(typeof\s+)?import\(\s*'([^']+)'\s*\)/g)) {
    found.push(resolveImport(path, m[2] ?? '', Boolean(m[1])));
  }
  return found;
}

/** `{ type A, type B } from` names types only, as `import type` does. */
function onlyTypes(clause: string): boolean {
  const names = /^\{([^}]*)\}\s+from\s+$/.exec(clause)?.[1];
  return names?.split(',').every((name) => name.trim() === '' || /^type\s/.test(name.trim())) ?? false;
}

function resolveImport(path: string, specifier: string, typeOnly: boolean, clause = ''): Import {
  if (!specifier.startsWith('.')) return { target: specifier, own: false, typeOnly, clause };
  const target = normalize(join(dirname(path), specifier)).replaceAll('\\', '/');
  return { target: target.replace(/\.js$/, '.ts'), own: true, typeOnly, clause };
}

/** The code of a file without comments, so that prose is not taken for code. Line breaks stay. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, (c) => c.replace(/[^\n]/g, '')).replace(/(^|[\s;{}(),])\/\/.*$/gm, '$1');
}

/** Layer of a path below src/: its first folder, or the file itself for main.ts and index.ts. */
export function layerOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path;
}
