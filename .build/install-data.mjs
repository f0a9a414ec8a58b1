// Writes the data that installing needs (schemas/profiles, schemas/values, schemas/injection) as modules, so that a bundle
// holds it and nothing is looked for on disk at run time.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'src/install/generated');

/** Every file of a folder by its name without ending, read by `decode`. */
function folder(name, ending, decode) {
  const path = join(root, 'schemas', name);
  if (!existsSync(path)) return {};
  const files = readdirSync(path).filter((file) => file.endsWith(ending));
  return Object.fromEntries(
    files.sort().map((file) => [file.slice(0, -ending.length), decode(readFileSync(join(path, file), 'utf8'))]),
  );
}

/** Writes a file if its text changed, so that watchers rest. */
function write(file, text) {
  const path = join(target, file);
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}

/** Parsed when asked for: a program that installs nothing reads none of it. */
function emit(name, type, data) {
  write(
    `${name}.js`,
    `const text = ${JSON.stringify(JSON.stringify(data))};\nexport const load = () => JSON.parse(text);\n`,
  );
  write(`${name}.d.ts`, `/** A fresh copy each time. */\nexport function load(): ${type};\n`);
}

mkdirSync(target, { recursive: true });
emit('profiles', 'Record<string, Record<string, unknown>>', folder('profiles', '.json', JSON.parse));
emit('values', 'Record<string, Record<string, unknown>>', folder('values', '.json', JSON.parse));
emit(
  'injection',
  'Record<string, string>',
  folder('injection', '.yaml', (text) => text),
);
