// Holds the schemas against recorded inputs of a real control plane: each was applied, so each must be fine.
//
//   node .ci/schema.mjs RECORDINGS
//
// RECORDINGS has the inputs in goldens/xds/*/*.yaml. The last line is `N passed, N failed`.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Documents that a real API server refuses as well, with the reason. */
const REFUSED = new Map([['ServiceEntry false', 'YAML reads the name `off` as a truth value; a name is a text']]);

const [recordings] = process.argv.slice(2);
if (!recordings) {
  console.error('usage: node .ci/schema.mjs RECORDINGS');
  process.exit(64);
}
const scratch = mkdtempSync(join(tmpdir(), 'meshwright-schema-'));
const outfile = join(scratch, 'lib.mjs');
await build({
  stdin: {
    contents: `export { loadValidators } from './src/schema/index.ts';
      export { formatPath } from './src/model/resource.ts';
      export { splitDocuments } from './src/sources/documents.ts';
      export { hasContent, parseDocument } from './src/sources/yaml-values.ts';`,
    resolveDir: process.cwd(),
    loader: 'ts',
  },
  bundle: true,
  format: 'esm',
  platform: 'node',
  outfile,
  logLevel: 'error',
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
});
const { loadValidators, formatPath, splitDocuments, hasContent, parseDocument } = await import(pathToFileURL(outfile));
rmSync(scratch, { recursive: true });

const folder = join(recordings, 'goldens/xds');
const documents = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => {
    const source = { name: file, text: readFileSync(join(folder, file), 'utf8') };
    return splitDocuments(source)
      .map((range) => source.text.slice(range.start, range.end))
      .filter(hasContent)
      .map((text) => ({ file, object: parseDocument(text) }));
  });
const validatorOf = await loadValidators(documents.map(({ object }) => object));

let passed = 0;
let failed = 0;
for (const { file, object } of documents) {
  const validator = validatorOf(object.apiVersion, object.kind);
  if (!validator) continue;
  const name = `${object.kind} ${object.metadata?.name}`;
  const problems = validator(object);
  const reason = REFUSED.get(name);
  if (reason ? problems.length > 0 : problems.length === 0) passed++;
  else {
    failed++;
    console.log(`NOT OK ${file}: ${name}`);
    for (const { path, text } of problems) console.log(`  ${formatPath(path)}: ${text}`);
    if (reason) console.log(`  should be refused: ${reason}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
