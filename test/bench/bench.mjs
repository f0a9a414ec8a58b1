// Speed and memory on a mesh of 1,000 services, as ratios to `node -e 0` measured in the same run. It never fails on time:
// it prints each figure beside its limit.
//
//   npm run bench
//   MESH=FILE npm run bench      another mesh; it needs a proxy svc-0-0.team-0
//   MESHWRIGHT_BIN, MESHWRIGHT_LIB: another build than bin/meshwright.js and dist/index.js
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import { makeDump } from './dump.mjs';
import { generateMesh } from './gen-mesh.mjs';

const cli = resolve(process.env.MESHWRIGHT_BIN ?? 'bin/meshwright.js');
const library = pathToFileURL(resolve(process.env.MESHWRIGHT_LIB ?? 'dist/index.js')).href;
const SMALL = resolve('test/bench/small.yaml');
const DUMP_BYTES = 13e6;
const scratch = mkdtempSync(join(tmpdir(), 'meshwright-bench-'));
const mesh = join(scratch, 'mesh.yaml');
const dump = join(scratch, 'config_dump.json');

/** Runs Node once: wall milliseconds, the largest resident size in MB, and what it printed when `keep` is set. */
async function measure(args, keep = false) {
  const report = `process.on('exit',()=>process.stderr.write('\\nRSS '+process.resourceUsage().maxRSS+'\\n'))`;
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(report)}`, ...args], {
    stdio: ['ignore', keep ? 'pipe' : 'ignore', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err = (err + text).slice(-4000);
  });
  const [code] = await once(child, 'close');
  const ms = performance.now() - began;
  const expected = args.includes('diff') ? [1] : [0, 79];
  if (!expected.includes(code)) throw new Error(`${args.join(' ').slice(0, 200)}: code ${code}\n${err}`);
  return { ms, mb: Number(/RSS (\d+)/.exec(err)?.[1]) / 1024, out };
}

/** The mesh as people write YAML: blocks, not JSON. */
function blockStyle(json) {
  const documents = json.split('\n---\n').map((text) => JSON.parse(text));
  return documents.map((document) => stringify(document)).join('---\n');
}

/** Runs `analyze` on files alone; findings (79) are no failure. */
const analysis = (file, ...more) => [
  cli,
  'analyze',
  '--use-kube=false',
  '-A',
  '--failure-threshold',
  'error',
  ...more,
  file,
];

/** The mesh with another timeout in the first VirtualService that has one. */
function withOneChange(text) {
  return text.replace(/"timeout":"\d+s"/, '"timeout":"77s"');
}

const middle = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** How much longer a command takes than `node -e 0`, by medians; both run in turns, since other load changes with time. */
async function ratio(args, runs = 9) {
  const [own, bare] = [[], []];
  let mb = 0;
  for (let i = 0; i < runs; i++) {
    bare.push((await measure(['-e', '0'])).ms);
    const run = await measure(args);
    own.push(run.ms);
    mb = Math.max(mb, run.mb);
  }
  return { times: middle(own) / middle(bare), ms: middle(own), bare: middle(bare), mb };
}

function row(what, value, limit, unit) {
  const good = value <= limit;
  console.log(
    `${what.padEnd(52)} ${value.toFixed(value < 100 ? 2 : 0).padStart(8)} ${unit.padEnd(10)} limit ${limit}${good ? '' : '   OVER'}`,
  );
}

/** Translates the first proxies of a mesh in a process of its own; times are of the translation, without loading. */
const program = (file, count) => `
const { loadFiles, buildMesh, translate } = await import(${JSON.stringify(library)});
const mesh = buildMesh(await loadFiles([${JSON.stringify(file)}]));
const names = mesh.proxies.slice(0, ${count}).map((p) => p.name + '.' + p.namespace);
const began = performance.now();
translate(mesh, { proxies: names.slice(0, 1) });
const first = performance.now() - began;
const again = performance.now();
const { proxies } = translate(mesh, { proxies: names });
console.log(JSON.stringify({ first, ms: performance.now() - again, proxies: proxies.length }));`;

/** How bin/meshwright.js starts Node. */
const AS_THE_TOOL = process.versions.v8.startsWith('11.') ? ['--interrupt-budget=500000'] : [];

async function translateMany(file, count, flags = AS_THE_TOOL) {
  const run = await measure([...flags, '--input-type=module', '-e', program(file, count)], true);
  return { ...JSON.parse(run.out), mb: run.mb };
}

if (process.env.MESH) copyFileSync(process.env.MESH, mesh);
else writeFileSync(mesh, generateMesh(1000));
const one = [cli, 'translate', '-f', mesh, '--proxy', 'svc-0-0.team-0', '-o', 'json'];
try {
  writeFileSync(dump, makeDump(JSON.parse((await measure(one, true)).out).proxies[0], DUMP_BYTES));
  const size = (file) => `${(statSync(file).size / 1e6).toFixed(1)} MB`;
  console.log(`mesh ${size(mesh)} of YAML, dump ${size(dump)}, Node ${process.version}`);

  const help = await ratio([cli, '--help'], 15);
  console.log(`node -e 0: ${help.bare.toFixed(0)} ms`);
  row('--help', help.times, 1.6, 'x node');
  const translated = await ratio(one);
  row('translate --proxy svc-0-0.team-0 -o json', translated.times, 15, 'x node');
  row('  its memory', translated.mb, 600, 'MB');
  const request = [cli, 'simulate', '-f', mesh, '--from', 'svc-0-0.team-0', 'GET', 'http://svc-1.team-1:8080/'];
  row('simulate one request', (await ratio(request)).times / translated.times, 2, 'x the above');
  const followed = await measure([resolve('test/bench/simulate.mjs'), library, mesh, '10000'], true);
  row('  10,000 requests through one snapshot, each', Number(followed.out), 50, 'us');
  row(
    'proxy-config cluster --file',
    (await ratio([cli, 'proxy-config', 'cluster', '--file', dump])).times,
    5,
    'x node',
  );
  const block = join(scratch, 'block.yaml');
  writeFileSync(block, blockStyle(generateMesh(1000)));
  const analyzed = await ratio(analysis(block));
  row(`analyze ${size(block)} of block style YAML`, analyzed.times, 11, 'x node');
  row('  its memory', analyzed.mb, 400, 'MB');
  row('analyze a small file', (await ratio(analysis(SMALL), 15)).times, 3, 'x node');
  row('analyze --deep', (await ratio(analysis(block, '--deep'), 3)).times, 90, 'x node');
  row(
    'manifest generate --set profile=demo',
    (await ratio([cli, 'manifest', 'generate', '--set', 'profile=demo'])).times,
    4,
    'x node',
  );
  const all = await translateMany(mesh, 100_000);
  row(`all ${all.proxies} proxies, each`, all.ms / all.proxies, 25, 'ms');
  row('  the first of them', all.first, 250, 'ms');
  const embedded = (await translateMany(mesh, 1, [])).first;
  console.log(
    `  the first where Node compiles for speed at once, as in a program that uses the library: ${embedded.toFixed(0)} ms`,
  );
  row('  memory for all', all.mb, 1500, 'MB');
  const changed = join(scratch, 'changed.yaml');
  writeFileSync(changed, withOneChange(readFileSync(mesh, 'utf8')));
  const compared = await measure([cli, 'diff', '--base', mesh, '--head', changed]);
  row('diff --base --head of one changed timeout', compared.ms / all.ms, 3, 'x all');
  row('  its memory', compared.mb, 1500, 'MB');
  console.log('growth: milliseconds of analyze a service');
  for (const services of [500, 1000, 2500, 5000]) {
    const file = join(scratch, 'analyzed.yaml');
    writeFileSync(file, blockStyle(generateMesh(services)));
    const { ms } = await measure(analysis(file));
    console.log(`  ${services} services ${(ms / services).toFixed(2).padStart(8)} ms`);
  }
  console.log(
    'growth: milliseconds a proxy, of 400 proxies; and of 2,000 services, by how many proxies are translated',
  );
  const larger = join(scratch, 'larger.yaml');
  for (const services of [250, 500, 1000, 2000]) {
    writeFileSync(larger, generateMesh(services));
    const { ms, proxies } = await translateMany(larger, 400);
    console.log(`  ${services} services ${(ms / proxies).toFixed(2).padStart(8)} ms`);
  }
  for (const count of [250, 500, 1000, 2000]) {
    const { ms, proxies } = await translateMany(larger, count);
    console.log(`  ${count} proxies ${(ms / proxies).toFixed(2).padStart(9)} ms`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
