import { fn, type TemplateFunction, text } from '../function.js';

/** The shortest path that means the same. https://pkg.go.dev/path#Clean */
function clean(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push(part);
  }
  const joined = (rooted ? '/' : '') + parts.join('/');
  return joined === '' ? '.' : joined;
}

function base(path: string): string {
  if (path === '') return '.';
  let end = path.length;
  while (path[end - 1] === '/') end--;
  const trimmed = path.slice(0, end);
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function extension(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

const onPath = (change: (path: string) => string | boolean): TemplateFunction => fn([text], ([s]) => change(s));

const BASE = onPath(base);
const DIR = onPath((path) => clean(path.slice(0, path.lastIndexOf('/') + 1)));
const CLEAN = onPath(clean);
const EXT = onPath(extension);
const IS_ABSOLUTE = onPath((path) => path.startsWith('/'));

/** sprig's functions on paths; those of the operating system are those of Unix. https://masterminds.github.io/sprig/paths.html */
export const PATH_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  base: BASE,
  dir: DIR,
  clean: CLEAN,
  ext: EXT,
  isAbs: IS_ABSOLUTE,
  osBase: BASE,
  osDir: DIR,
  osClean: CLEAN,
  osExt: EXT,
  osIsAbs: IS_ABSOLUTE,
};
