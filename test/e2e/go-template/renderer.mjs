// The project's renderer, bundled from its sources, with the types that the data of the comparison is made of.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));

async function load() {
  const folder = mkdtempSync(join(tmpdir(), 'go-template-'));
  try {
    await build({
      stdin: {
        contents:
          "export * from './src/inject/template/index.js'; export { loadRegexEngine } from './src/model/regex-engine.js';",
        resolveDir: root,
        loader: 'ts',
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile: join(folder, 'template.mjs'),
      logLevel: 'warning',
    });
    return await import(pathToFileURL(join(folder, 'template.mjs')).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const library = await load();
const { BOOL, FLOAT32, FLOAT64, INT, INT32, INT64, INT_SLICE, STRING, STRING_MAP, STRING_SLICE, UINT64, UINT8 } =
  library;
const { GoNumber, fromTyped, numberOf, pointerTo, sliceOf } = library;

const field = (name, json, type, extra = {}) => ({ name, json, type, omitEmpty: true, ...extra });

const PORT = {
  name: 'main.Port',
  kind: 'struct',
  fields: [field('Name', 'name', STRING), field('Number', 'number', INT32)],
  methods: new Map([['GetNumber', (port) => port?.fields.get('Number') ?? new GoNumber(INT32, 0n)]]),
};
const META = {
  name: 'main.Meta',
  kind: 'struct',
  fields: [field('Name', 'name', STRING), field('Labels', 'labels', STRING_MAP)],
};
const CONTAINER = {
  name: 'main.Container',
  kind: 'struct',
  fields: [
    field('Meta', '', META, { embedded: true }),
    field('Image', 'image', STRING),
    field('Args', 'args', STRING_SLICE),
    field('Ports', 'ports', sliceOf(PORT)),
    field('User', 'user', pointerTo(INT64)),
    field('Default', 'default', pointerTo(PORT)),
    field('Ready', 'ready', BOOL),
    field('Weight', 'weight', FLOAT64),
  ],
  methods: new Map([['Title', (c) => `container ${c.fields.get('Meta').fields.get('Name')}`]]),
};

const TYPES = {
  int: INT,
  int64: INT64,
  int32: INT32,
  uint8: UINT8,
  uint64: UINT64,
  float32: FLOAT32,
  strings: STRING_SLICE,
  ints: INT_SLICE,
  labels: STRING_MAP,
  container: CONTAINER,
  containers: sliceOf(CONTAINER),
  port: pointerTo(PORT),
};

/** Data as the Go program decodes it: `{"$int": 5}` is an int and so on. */
export function decode(value) {
  if (Array.isArray(value)) return library.listOf(value.map(decode));
  if (typeof value !== 'object' || value === null) return library.fromJson(value);
  const [[key, inner] = [], ...more] = Object.entries(value);
  if (key?.startsWith('$') && more.length === 0) {
    if (key === '$port') return fromTyped(TYPES.port, inner ?? {});
    return typeof inner === 'number' ? numberOf(TYPES[key.slice(1)], inner) : fromTyped(TYPES[key.slice(1)], inner);
  }
  return library.dictOf(Object.entries(value).map(([name, item]) => [name, decode(item)]));
}

const functions = library.goFunctions({ regex: await library.loadRegexEngine() });

/** What the renderer makes of a question: {output} or {error}; `crash` when it broke. */
export function answer({ template, data }) {
  try {
    return { output: library.render(library.parseTemplate(template, 'test'), decode(data), functions) };
  } catch (error) {
    if (error instanceof library.TemplateError) return { error: error.message };
    return { error: String(error?.stack ?? error), crash: true };
  }
}
