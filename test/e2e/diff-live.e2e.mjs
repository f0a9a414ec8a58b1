// Compares running Envoys with what they should have: nothing for one that runs exactly the translated bootstrap, and exactly the
// field that was changed in it.
//
//   ENVOY_BIN=envoy [RECORDINGS=DIR] node test/e2e/diff-live.e2e.mjs
//
// All proxies of test/samples/shop, and of every tenth case DIR/xds/GROUP/CASE.yaml the first proxy.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startEnvoy } from './envoy-process.mjs';

const { ENVOY_BIN: envoy, RECORDINGS: recordings } = process.env;
const cli = resolve(process.env.MESHWRIGHT_BIN ?? 'bin/meshwright.js');
const EVERY = 10;
const scratch = mkdtempSync(join(tmpdir(), 'meshwright-live-'));
let [passed, failed] = [0, 0];

function tell(good, text) {
  if (good) passed++;
  else failed++;
  if (!good || process.env.VERBOSE) console.log(`${good ? 'ok' : 'NOT OK'} ${text}`);
}

const run = (...args) =>
  new Promise((done) => {
    execFile(process.execPath, [cli, ...args], { maxBuffer: 1 << 28 }, (error, stdout, stderr) =>
      done({ code: error ? error.code : 0, stdout, stderr }),
    );
  });

/** Every difference that the tool sees, as `TYPE NAME PATH`. */
async function differences(proxy, port, files) {
  const { code, stdout, stderr } = await run(
    'diff',
    '--live',
    proxy,
    '--admin',
    `127.0.0.1:${port}`,
    '-o',
    'json',
    ...files,
  );
  if (code !== 0 && code !== 1) throw new Error(`code ${code}: ${stderr}`);
  return JSON.parse(stdout).resources.flatMap(({ type, names, changes }) =>
    names.flatMap((name) => changes.map(({ path }) => `${type} ${name} ${path}`)),
  );
}

/** The listeners of the Envoy don't bind here, since several share a machine. */
const notOfTheTest = (list) => list.filter((line) => !/^listener .* bindToPort$/.test(line));

async function check(proxy, files) {
  const { stdout, stderr, code } = await run('translate', ...files, '--proxy', proxy, '-o', 'envoy');
  if (code !== 0) throw new Error(`translate: ${stderr}`);
  const bootstrap = JSON.parse(stdout);
  const cluster = bootstrap.staticResources.clusters.find(({ type }) => type === 'STATIC');
  const expected = [[], cluster ? [`cluster ${cluster.name} connectTimeout`] : []];
  for (const wanted of expected) {
    if (wanted.length > 0) cluster.connectTimeout = '77.5s';
    const started = await startEnvoy(envoy, bootstrap, scratch);
    try {
      const found = notOfTheTest(await differences(proxy, started.port, files));
      tell(JSON.stringify(found) === JSON.stringify(wanted), `${proxy}: ${found.join('; ') || 'no difference'}`);
    } finally {
      await started.stop();
    }
  }
}

async function proxiesOf(files) {
  const { stdout } = await run('translate', ...files, '--type', 'eds', '-o', 'json');
  return JSON.parse(stdout).proxies.map(({ name, namespace }) => `${name}.${namespace}`);
}

/** Proxies of which an Envoy refuses istiod's own output are no question of this test. */
function recordedCases() {
  if (!recordings) return [];
  const verdicts = JSON.parse(readFileSync(join(recordings, 'envoy-verdicts.json'), 'utf8')).refused;
  const refused = new Set(verdicts.map((row) => row.case));
  const cases = readdirSync(join(recordings, 'xds')).flatMap((group) =>
    readdirSync(join(recordings, 'xds', group))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => `${group}/${file.slice(0, -5)}`),
  );
  return cases
    .filter((name, i) => i % EVERY === 0 && !refused.has(name))
    .map((name) => join(recordings, 'xds', `${name}.yaml`));
}

try {
  const shop = ['-f', 'test/samples/shop'];
  for (const proxy of await proxiesOf(shop)) await check(proxy, shop);
  for (const file of recordedCases()) {
    const files = ['-f', file];
    const [proxy] = await proxiesOf(files);
    if (proxy) await check(proxy, files).catch((error) => tell(false, `${file} ${error.message}`));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0 || passed === 0) process.exitCode = 1;
