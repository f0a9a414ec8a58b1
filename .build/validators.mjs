// Compiles schemas/ to validators: src/schema/generated/, which git ignores. Run by `npm run build`, `types` and `test`;
// does nothing while neither the schemas nor the compiler have changed.
//
// One module a kind, imported only when an object of that kind turns up. A schema becomes a function that says yes or no,
// fast; what it refuses is walked again by src/schema/walk.ts, which says what is wrong and where.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileRule } from './cel.mjs';
import { compileGate } from './gate.mjs';
import { checkable, withoutProse } from './schemas.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const schemas = join(root, 'schemas');
const target = join(root, 'src/schema/generated');

const files = readdirSync(schemas, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /^(istio|meta|[^/]+\.istio\.io)\/[^/]+\.json$/.test(file))
  .sort();

const stamp = fingerprint();
const stampFile = join(target, 'stamp');
if (!isFresh()) generate();

function generate() {
  const read = (file) => JSON.parse(readFileSync(join(schemas, file), 'utf8'));
  const metadata = read('meta/ObjectMeta.json');
  const all = files.filter((file) => !file.startsWith('meta/')).map((file) => ({ file, schema: read(file) }));
  const kinds = all.filter(({ schema }) => isKind(schema));
  const out = new Map();
  const rules = new Map();
  for (const rule of [metadata, ...kinds.map(({ schema }) => schema)].flatMap(rulesOf))
    if (!rules.has(rule)) rules.set(rule, `rule${rules.size}`);
  out.set('rules.js', rulesModule(rules));
  for (const { schema } of kinds) out.set(`${nameOf(schema)}.check.js`, checkModule(checkable(schema, metadata)));
  for (const { schema } of all) out.set(`${nameOf(schema)}.schema.js`, textModule(schema));
  out.set('meta.schema.js', textModule(metadata));
  out.set('index.js', indexModule(all));
  for (const name of [...out.keys()]) out.set(name.replace(/js$/, 'd.ts'), declaration(name));
  out.set('stamp', stamp);
  write(out);
}

/** Written beside and moved into place, so that nobody who reads or builds meanwhile finds half of it. */
function write(out) {
  const [fresh, old] = ['new', 'old'].map((word) => `${target}.${word}.${process.pid}`);
  mkdirSync(fresh, { recursive: true });
  for (const [name, text] of out) writeFileSync(join(fresh, name), text);
  if (existsSync(target)) tryTo(() => renameSync(target, old));
  tryTo(() => renameSync(fresh, target));
  for (const left of [fresh, old]) rmSync(left, { recursive: true, force: true });
  if (!isFresh()) throw new Error(`${target} could not be written`);
}

/** What another build has done meanwhile need not be done. */
function tryTo(move) {
  try {
    move();
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
  }
}

function isFresh() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(join(schemas, file)));
  const here = fileURLToPath(new URL('.', import.meta.url));
  for (const file of ['cel.mjs', 'gate.mjs', 'schemas.mjs', 'validators.mjs'])
    hash.update(file).update(readFileSync(join(here, file)));
  return hash.digest('hex');
}

/** Name of a kind's modules: `networking.istio.io.Gateway`. */
function nameOf({ $id }) {
  return $id.replace('urn:istio:', '').replaceAll(':', '.');
}

function rulesOf(node) {
  if (typeof node !== 'object' || node === null) return [];
  const own = Array.isArray(node) ? [] : (node['x-kubernetes-validations'] ?? []).map(({ rule }) => rule);
  return [...own, ...Object.values(node).flatMap(rulesOf)];
}

function rulesModule(rules) {
  const made = [...rules].map(([rule, name]) => `    ${name}: (self) => ${compileRule(rule)},\n`);
  const texts = [...rules].map(([rule, name]) => `    [${JSON.stringify(rule)}, made.${name}],\n`);
  return `export function rules(cel) {\n  const made = {\n${made.join('')}  };\n  return new Map([\n${texts.join('')}  ]);\n}\n`;
}

function checkModule(schema) {
  return `${compileGate(schema)}\nexport const text = ${JSON.stringify(JSON.stringify(withoutProse(schema)))};\n`;
}

function textModule(schema) {
  return `export const text = ${JSON.stringify(JSON.stringify(schema))};\n`;
}

function indexModule(all) {
  const rows = all.map(({ schema }) => {
    const crd = schema['x-istio-crd'];
    const row = {
      id: schema.$id,
      title: schema.title,
      ...(isKind(schema) && groupAndVersions(schema)),
      ...(crd && { names: crd.names }),
    };
    const load = `load: () => import('./${nameOf(schema)}.schema.js')`;
    const check = isKind(schema) ? `, check: () => import('./${nameOf(schema)}.check.js')` : '';
    return `  { ...${JSON.stringify(row)}, ${load}${check} },\n`;
  });
  return `export const SCHEMAS = [\n${rows.join('')}];\nexport const loadMeta = () => import('./meta.schema.js');\n`;
}

/** Is it the schema of objects? IstioOperator is one that the API server doesn't serve; a MeshConfig is a value. */
function isKind({ properties }) {
  return properties.apiVersion !== undefined && properties.kind !== undefined;
}

function groupAndVersions({ properties }) {
  const both = properties.apiVersion.enum.map((apiVersion) => apiVersion.split('/'));
  return { group: both[0][0], versions: both.map(([, version]) => version) };
}

function declaration(name) {
  const types = '../generated-types.js';
  if (name === 'index.js')
    return `import type { SchemaRow, TextModule } from '${types}';\nexport const SCHEMAS: readonly SchemaRow[];\nexport const loadMeta: () => Promise<TextModule>;\n`;
  if (name === 'rules.js') return `import type { MakeRules } from '${types}';\nexport const rules: MakeRules;\n`;
  if (name.endsWith('.check.js'))
    return `import type { MakeGate } from '${types}';\nexport const gate: MakeGate;\nexport const text: string;\n`;
  return 'export const text: string;\n';
}
