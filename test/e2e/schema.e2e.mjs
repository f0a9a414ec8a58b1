// Holds the schemas against a real Kubernetes API server: the definitions made from schemas/ are applied, then every document is
// created with a dry run and strict fields. What the server takes and refuses must be what the validators take and refuse.
//
//   CLUSTER_TOOL=cluster.sh [RECORDINGS=folder] node test/e2e/schema.e2e.mjs
//
// Documents are the table of faults of the unit tests, and those below RECORDINGS (`cli/validate`, `cli/analyze`, `xds`).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import https from 'node:https';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { pause, until, withControlPlane } from './control-plane.mjs';

const { RECORDINGS: recordings } = process.env;
const PARALLEL = 8;
/** Objects made of each kind, three times. */
const GENERATED = Number(process.env.GENERATED ?? 30);
const SEED = Number(process.env.SEED ?? 1);
const agent = new https.Agent({ keepAlive: true, maxSockets: PARALLEL });
const taken = { yes: 0, no: 0 };

/** Where the verdicts may differ: what the schema knows beyond the server, with who refuses it in the server's stead. */
const EXPLAINED = [
  {
    why: 'a number beyond the 32 bits of its format is refused by Istio, whose webhook cannot decode it',
    covers: ({ problems, accepted }) =>
      accepted && problems.every((p) => p.kind === 'format' && /32 bits|429496/.test(p.text)),
  },
];

async function importSources(scratch) {
  await build({
    stdin: {
      contents: `export { loadValidators } from './src/schema/index.ts';
        export { listSchemas, loadKindSchema } from './src/schema/catalogue.ts';
        export { buildCrd } from './src/schema/crds.ts';
        export { invalidObjects, API_VERSIONS } from './test/schema/invalid.ts';
        export { VALID } from './test/schema/valid.ts';
        export { valuesOf, SOME_FAULTS, NO_FAULTS, WITH_NULLS } from './test/schema/arbitrary.ts';
        export { sample } from 'fast-check';
        export { splitDocuments } from './src/sources/documents.ts';
        export { hasContent, parseDocument } from './src/sources/yaml-values.ts';`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: join(scratch, 'lib.mjs'),
    logLevel: 'error',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  });
  return import(pathToFileURL(join(scratch, 'lib.mjs')));
}

function connect(kubeconfig) {
  const text = readFileSync(kubeconfig, 'utf8');
  const server = /server: "([^"]+)"/.exec(text)[1];
  const authorization = `Bearer ${/token: ([^}]+)}/.exec(text)[1]}`;
  const once = (method, path, body, type = 'application/json') =>
    new Promise((done, fail) => {
      const headers = { authorization, 'content-type': type };
      const req = https.request(`${server}${path}`, { method, headers, agent, rejectUnauthorized: false }, (res) => {
        const parts = [];
        res.on('data', (part) => parts.push(part));
        res.on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          // What is no object is the answer for a path that the server doesn't have.
          const answer = text.startsWith('{') ? JSON.parse(text) : { message: text };
          done({ status: res.statusCode, message: answer.message ?? '', answer });
        });
        res.on('error', fail);
      });
      req.setTimeout(60_000, () => req.destroy(new Error(`no answer to ${method} ${path}`)));
      req.on('error', fail).end(body === undefined ? undefined : JSON.stringify(body));
    });
  // All that is asked here can be asked twice: a server that is busy, or a kept connection that it closes, is no answer.
  return async (...words) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await once(...words).catch((error) => {
        if (attempt === 20) throw error;
      });
      if (answer && (attempt === 20 || ![429, 502, 503, 504].includes(answer.status))) return answer;
      await pause(500);
    }
  };
}

/** Every YAML document of a folder that is an object, with where it stands. */
function documentsBelow(folder, { splitDocuments, hasContent, parseDocument }) {
  if (!recordings || !existsSync(join(recordings, folder))) return [];
  const files = readdirSync(join(recordings, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => {
      const path = join(recordings, folder, file);
      const source = { name: path, text: readFileSync(path, 'utf8') };
      return splitDocuments(source).flatMap((range, i) => {
        const text = source.text.slice(range.start, range.end);
        if (!hasContent(text)) return [];
        try {
          const object = parseDocument(text);
          return object?.apiVersion ? [{ name: `${relative(recordings, path)}#${i}`, object }] : [];
        } catch {
          return []; // not YAML at all: nothing that could be sent
        }
      });
    });
}

/** The object in namespace `default`, for a namespace that isn't there is refused whatever the object says. */
function inDefault(object) {
  const { metadata } = object;
  if (typeof metadata !== 'object' || metadata === null || typeof metadata.namespace !== 'string') return object;
  return { ...object, metadata: { ...metadata, namespace: 'default' } };
}

/** Objects made from the schemas, right ones, nearly right ones and ones with nulls. */
async function generated({ listSchemas, loadKindSchema, API_VERSIONS, sample, valuesOf, ...odds }) {
  const rows = await Promise.all(
    listSchemas()
      .filter((row) => row.names)
      .map(loadKindSchema),
  );
  return rows.flatMap(({ title: kind, properties: { spec } }) =>
    [odds.NO_FAULTS, odds.SOME_FAULTS, odds.WITH_NULLS].flatMap((odd, i) =>
      sample(valuesOf(spec, odd), { numRuns: GENERATED, seed: SEED + i }).map((value, n) => ({
        name: `generated ${kind} ${i}.${n}: ${JSON.stringify(value)}`,
        object: { apiVersion: API_VERSIONS[kind], kind, metadata: { name: 'a' }, spec: value },
      })),
    ),
  );
}

async function applyDefinitions({ request, verdict }, { listSchemas, loadKindSchema, buildCrd }) {
  const rows = listSchemas().filter((row) => row.names);
  for (const row of rows) {
    const crd = buildCrd(await loadKindSchema(row));
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crd.metadata.name}`;
    const { status, message } = await request(
      'PATCH',
      `${path}?fieldManager=test&force=true`,
      crd,
      'application/apply-patch+yaml',
    );
    verdict(`${crd.metadata.name} is applied`, status < 300, `${status} ${message}`);
  }
  // A definition is served some time after it is established; until then its objects would be refused whatever they say.
  for (const { group, versions, names } of rows) {
    for (const version of versions) {
      const path = `/apis/${group}/${version}/namespaces/default/${names.plural}`;
      await until(path, async () => (await request('GET', path)).status === 200);
    }
  }
  return new Map(rows.flatMap((row) => row.versions.map((v) => [`${row.group}/${v}/${row.title}`, row.names.plural])));
}

async function judge({ name, object }, { request, verdict }, plural, validator) {
  const sent = inDefault(object);
  const path = `/apis/${sent.apiVersion}/namespaces/default/${plural}?dryRun=All&fieldValidation=Strict`;
  const { status, message } = await request('POST', path, sent);
  const accepted = status < 300;
  taken[accepted ? 'yes' : 'no']++;
  const problems = validator(sent);
  const explained = EXPLAINED.find(
    ({ covers }) => accepted !== (problems.length === 0) && covers({ problems, accepted }),
  );
  if (explained) console.log(`explained ${name}: ${explained.why}`);
  const detail = `server ${status} ${message}; we say ${JSON.stringify(problems)}`;
  verdict(name, explained || accepted === (problems.length === 0), detail);
}

async function compare({ admin, scratch, counts, tell }) {
  const lib = await importSources(scratch);
  // Of thousands only those that are wrong are worth a line.
  const verdict = (name, good, detail) => {
    if (good) counts.passed++;
    else tell(name, detail);
  };
  const asked = { request: connect(admin), verdict };
  const plurals = await applyDefinitions(asked, lib);
  const table = lib
    .invalidObjects()
    .map((row, i) => ({ name: `table ${i} ${row.kind} ${row.path}`, object: row.object }));
  const valid = lib.VALID.map((object) => ({ name: `valid ${object.kind} ${object.metadata.name}`, object }));
  const recorded = ['cli/validate', 'cli/analyze', 'xds'].flatMap((folder) => documentsBelow(folder, lib));
  const documents = [...table, ...valid, ...(await generated(lib)), ...recorded];
  const validatorOf = await lib.loadValidators(documents.map(({ object }) => object));
  const queue = documents.filter(({ object }) => plurals.has(`${object.apiVersion}/${object.kind}`));
  console.log(`${queue.length} documents, ${documents.length - queue.length} of other kinds passed over`);
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      for (let document = queue.pop(); document; document = queue.pop()) {
        const { apiVersion, kind } = document.object;
        await judge(document, asked, plurals.get(`${apiVersion}/${kind}`), validatorOf(apiVersion, kind));
      }
    }),
  );
  console.log(`the server took ${taken.yes} documents and refused ${taken.no}`);
  verdict('the server takes some documents and refuses others', taken.yes > 0 && taken.no > 0, JSON.stringify(taken));
}

await withControlPlane({}, (cluster) => compare(cluster).finally(() => agent.destroy()));
