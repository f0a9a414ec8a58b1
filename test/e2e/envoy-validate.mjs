// Asks a stock Envoy about what `translate -o envoy` makes, for every proxy of the recorded cases, and starts one for real.
//
//   ENVOY_BIN=envoy RECORDINGS=DIR node test/e2e/envoy-validate.mjs [CASE ...]
//
// DIR holds xds/GROUP/CASE.yaml and envoy-verdicts.json, which names the proxies that Envoy refuses istiod's own output of.
// With BOOTSTRAPS_OF=recordings the bootstraps are made from the recorded resources instead of our translation.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { snapshotOf } from '../xds/check/snapshots.mjs';
import { startEnvoy } from './envoy-process.mjs';

const { ENVOY_BIN: envoy, RECORDINGS: recordings, BOOTSTRAPS_OF: source = 'translation' } = process.env;
const library = resolve(process.env.MESHWRIGHT_LIB ?? 'dist/index.js');
const cli = resolve(process.env.MESHWRIGHT_BIN ?? 'bin/meshwright.js');
const groups = process.env.GROUPS_CHECKED?.split(',') ?? readdirSync(join(recordings, 'xds')).sort();
const wanted = process.argv.slice(2);

const { loadFiles, buildMesh, translate, buildBootstrap, checkSnapshot, describeFinding } = await import(
  pathToFileURL(library)
);
const refused = new Map(
  JSON.parse(readFileSync(join(recordings, 'envoy-verdicts.json'), 'utf8')).refused.map((row) => [
    `${row.case} ${row.proxy}`,
    row,
  ]),
);
const scratch = mkdtempSync(join(tmpdir(), 'meshwright-envoy-'));
let passed = 0;
let failed = 0;

function tell(good, text) {
  if (good) passed++;
  else failed++;
  if (!good || process.env.VERBOSE) console.log(`${good ? 'ok' : 'NOT OK'} ${text}`);
}

const run = (file, args) =>
  new Promise((done) => {
    execFile(file, args, { maxBuffer: 1 << 28, timeout: 420_000 }, (error, stdout, stderr) =>
      done({ code: error ? (error.code ?? 'killed') : 0, stdout, stderr }),
    );
  });

/** What our own check says that Envoy would refuse. */
const findingsOf = (snapshot) => checkSnapshot(snapshot).filter((finding) => finding.effect === 'refused');

/** The same with access logs that go nowhere: the folders of their files are not on this machine. */
function withoutLogFiles(value) {
  if (Array.isArray(value)) return value.map(withoutLogFiles);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withoutLogFiles(field)]));
  return value['@type']?.endsWith('.FileAccessLog') && value.path ? { ...copy, path: '/dev/null' } : copy;
}

/** The bootstraps of all proxies of one case: `{proxy, findings, bootstrap}`. */
async function bootstrapsOf(file) {
  if (source === 'recordings') {
    const { proxies } = JSON.parse(readFileSync(file.replace(/\.yaml$/, '.json'), 'utf8'));
    return proxies.map((p) => ({
      proxy: `${p.name}.${p.namespace}`,
      findings: findingsOf(p),
      ...buildBootstrap(p, { name: p.name, namespace: p.namespace, type: p.type, ip: '127.0.0.1' }),
    }));
  }
  const mesh = buildMesh(await loadFiles([file]));
  return translate(mesh).proxies.map(({ proxy, snapshot }) => ({
    proxy: `${proxy.name}.${proxy.namespace}`,
    findings: findingsOf(snapshot),
    ...buildBootstrap(snapshot, { ...proxy, ip: proxy.ips[0] ?? '127.0.0.1' }),
  }));
}

/** Runs the validation with files for output: Envoy opens /dev/stdout for access logs, which it can't where that is a socket. */
async function ask(file) {
  const log = openSync(`${file}.log`, 'w+');
  const child = spawn(envoy, ['--mode', 'validate', '-c', file, '--log-level', 'error'], {
    stdio: ['ignore', log, log],
  });
  const [code, signal] = await once(child, 'exit');
  closeSync(log);
  return { code: code ?? signal, stderr: readFileSync(`${file}.log`, 'utf8') };
}

/** Envoy and our check refuse a proxy where the verdicts have a `nack`; what they call `environment` our bootstraps provide. */
async function validate(name, { proxy, findings, bootstrap }) {
  const file = join(scratch, `${name}-${proxy}.json`.replaceAll('/', '_'));
  writeFileSync(file, JSON.stringify(withoutLogFiles(bootstrap)));
  const { code, stderr } = await ask(file);
  rmSync(file);
  const known = refused.get(`${name} ${proxy}`);
  const reason = stderr.trim().split('\n').slice(-2).join(' | ').slice(0, 400);
  if (known?.kind === 'nack') {
    tell(code !== 0, `${name} ${proxy}: accepted, but istiod's own output is refused (${known.reason})`);
    tell(findings.length > 0, `${name} ${proxy}: the check finds nothing, and Envoy refuses it (${known.reason})`);
  } else {
    tell(code === 0, `${name} ${proxy}: ${reason}`);
    const [first] = findings;
    tell(!first, `${name} ${proxy}: a false alarm of the check: ${first && describeFinding(first)}`);
  }
}

/** Envoy refuses the pieces that the table of the check says it does, and takes the others. */
async function validateCase({ refused: findings, ...piece }, index) {
  const { bootstrap } = buildBootstrap(snapshotOf(piece), {
    name: 'a',
    namespace: 'a',
    type: 'sidecar',
    ip: '10.0.0.1',
  });
  const file = join(scratch, `case-${index}.json`);
  writeFileSync(file, JSON.stringify(bootstrap));
  const { code, stderr } = await ask(file);
  tell(
    (code !== 0) === findings.length > 0,
    `case ${JSON.stringify(piece)}: ${findings} against ${stderr.slice(0, 400)}`,
  );
}

/** Does something for each item, two at a time. */
async function inPairs(items, use) {
  const rest = items.entries();
  const work = async () => {
    for (const [i, item] of rest) await use(item, i);
  };
  await Promise.all([work(), work()]);
}

const waiting = [];
for (const group of groups) {
  for (const file of readdirSync(join(recordings, 'xds', group)).sort()) {
    const name = `${group}/${file.replace(/\.yaml$/, '')}`;
    if (!file.endsWith('.yaml') || (wanted.length > 0 && !wanted.includes(name))) continue;
    try {
      const made = await bootstrapsOf(join(recordings, 'xds', group, file));
      if (made.length === 0) tell(false, `${name}: no proxy was translated`);
      for (const one of made) waiting.push([name, one]);
    } catch (error) {
      tell(false, `${name}: ${error.message}`);
    }
  }
}
console.log(`${waiting.length} bootstraps of ${source} go to ${envoy} --mode validate`);
await inPairs(waiting, ([name, one]) => validate(name, one));

if (wanted.length === 0) {
  const table = readFileSync(new URL('../xds/check/cases.jsonl', import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean);
  console.log(`${table.length} pieces of configuration go there as well`);
  await inPairs(table, (line, i) => validateCase(JSON.parse(line), i));
}

// One for real, with the command line program on both ends.
if (wanted.length === 0 && source === 'translation') {
  const input = ['-f', 'test/samples/shop', '-f', 'test/e2e/shop-endpoints.yaml'];
  const made = await run(process.execPath, [
    cli,
    'translate',
    ...input,
    '--proxy',
    'deployment/web.shop',
    '-o',
    'envoy',
  ]);
  tell(made.code === 0, `translate -o envoy: ${made.stderr}`);
  if (made.code === 0) {
    const running = await startEnvoy(envoy, JSON.parse(made.stdout), scratch);
    try {
      for (const args of [
        ['cluster'],
        ['listener'],
        ['route'],
        ['endpoint'],
        ['bootstrap', '-o', 'json'],
        ['all', '-o', 'json'],
        ['all'],
      ]) {
        const got = await run(process.execPath, [cli, 'proxy-config', ...args, '--admin', `127.0.0.1:${running.port}`]);
        tell(
          got.code === 0 && /catalog/.test(got.stdout),
          `proxy-config ${args.join(' ')} --admin: code ${got.code} ${got.stderr}`,
        );
      }
    } catch (error) {
      tell(false, `proxy-config --admin: ${error.message}`);
    } finally {
      await running.stop();
    }
  }
}
rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
