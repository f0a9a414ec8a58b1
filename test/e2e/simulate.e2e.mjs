// Asks a real Envoy and `simulate` the same requests: the routes of all recorded cases, translated, on socket files, with every
// cluster an echo server. The requests are made from the matches of the routes, with a fixed seed.
//
//   ENVOY_BIN=envoy RECORDINGS=DIR node test/e2e/simulate.e2e.mjs [CASE ...]
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startEnvoy } from './envoy-process.mjs';
import { closeClient, send, startEcho } from './simulate/echo.mjs';
import {
  clustersOf,
  echoCluster,
  listenerOf,
  plainManager,
  routeConfigsOf,
  withoutLimits,
} from './simulate/envoy-routes.mjs';
import { EXTRA } from './simulate/extra-routes.mjs';
import { randomNumbers } from './simulate/random.mjs';
import { requestsFor } from './simulate/requests.mjs';

const { ENVOY_BIN: envoy, RECORDINGS: recordings, SEED = '20260723' } = process.env;
const library = resolve(process.env.MESHWRIGHT_LIB ?? 'dist/index.js');
const cli = resolve(process.env.MESHWRIGHT_BIN ?? 'bin/meshwright.js');
const { loadFiles, buildMesh, translate, simulate, applyHeaderChanges, simulationFacts } = await import(
  pathToFileURL(library)
);
const wanted = process.argv.slice(2);
const random = randomNumbers(Number(SEED));
const PER_CONFIG = 24;
const PER_EXTRA = 600;
const AT_ONCE = 150;
const scratch = mkdtempSync(join(tmpdir(), 'mw-sim-'));
const facts = await simulationFacts();
let passed = 0;
let failed = 0;
const kinds = new Map();
let changed = 0;

/** Distinct route configurations of all proxies of the recorded cases, as `{name, routes, manager}`. */
async function collect() {
  const nacked = new Set(
    JSON.parse(readFileSync(join(recordings, 'envoy-verdicts.json'), 'utf8'))
      .refused.filter((row) => row.kind === 'nack')
      .map((row) => `${row.case} ${row.proxy}`),
  );
  const seen = new Map();
  for (const group of readdirSync(join(recordings, 'xds')).sort()) {
    for (const file of readdirSync(join(recordings, 'xds', group)).sort()) {
      const name = `${group}/${file.replace(/\.yaml$/, '')}`;
      if (!file.endsWith('.yaml') || (wanted.length > 0 && !wanted.includes(name))) continue;
      for (const { proxy, snapshot } of translate(buildMesh(await loadFiles([join(recordings, 'xds', group, file)])))
        .proxies) {
        if (nacked.has(`${name} ${proxy.name}.${proxy.namespace}`)) continue;
        for (const { routes, manager } of routeConfigsOf(snapshot)) {
          const plain = withoutLimits(plainManager(manager, routes));
          const key = JSON.stringify([
            plain.routeConfig.virtualHosts,
            plain.useRemoteAddress,
            plain.mergeSlashes,
            plain.pathWithEscapedSlashesAction,
          ]);
          if (!seen.has(key)) seen.set(key, { name: `${name} ${proxy.name} ${routes.name}`, routes, manager: plain });
        }
      }
    }
  }
  const extra = EXTRA.map(({ manager, ...one }) => ({
    ...one,
    manager: withoutLimits(plainManager(manager, one.routes)),
    count: PER_EXTRA,
  }));
  return [...(wanted.length === 0 ? extra : []), ...seen.values()];
}

/** What Envoy and simulate say, in the same words: an answer as `{status, cluster, location, path, authority}`. */
function saidByEnvoy({ status, headers, echo }) {
  if (!echo) return { status, ...(headers.location && { location: headers.location }) };
  return { cluster: headers['x-cluster'], path: echo.path, authority: echo.authority, received: echo.headers };
}

/** Headers that the route changes and that Envoy sent on otherwise: `name: value`. Values that Envoy fills in are left out. */
function wrongHeaders(received, request, changes) {
  const wanted = new Map();
  for (const [name, value] of applyHeaderChanges(request.headers, changes)) {
    wanted.set(name, wanted.has(name) ? `${wanted.get(name)}, ${value}` : value);
  }
  const names = new Set(changes.filter((c) => !c.value?.includes('%')).map((c) => c.name.toLowerCase()));
  for (const { name, value } of changes)
    if (value?.includes('%') || name.startsWith(':')) names.delete(name.toLowerCase());
  return [...names]
    .filter((name) => name !== 'host' && (received[name] ?? '') !== (wanted.get(name) ?? ''))
    .map((name) => `${name}: ${received[name]}, and not ${wanted.get(name)}`);
}
function saidBySimulate({ kind, status, location, cluster, path, authority }) {
  if (kind !== 'forwarded') return { status, ...(location && { location }) };
  return { cluster, path, authority };
}

/** What simulate says; of a split, for the share that Envoy's choice fell into. */
function askSimulate(snapshot, request, chosen) {
  const asked = { direction: 'gateway', destination: { port: 80 }, tls: 'none', http: { scheme: 'http', ...request } };
  const { outcome } = simulate(snapshot, asked, facts);
  const at = outcome.weights?.findIndex((w) => w.cluster === chosen && w.percent > 0) ?? -1;
  if (at < 0) return outcome;
  const before = outcome.weights.slice(0, at).reduce((sum, w) => sum + w.percent, 0);
  return simulate(snapshot, asked, { ...facts, random: (before + outcome.weights[at].percent / 2) / 100 }).outcome;
}

async function compare({ name, socket, snapshot, routes, count = PER_CONFIG }) {
  const requests = requestsFor(routes, count, random);
  await Promise.all(
    requests.map(async (request) => {
      const actual = await send(socket, request).then(saidByEnvoy, (error) => ({ error: error.message }));
      const outcome = askSimulate(snapshot, request, actual.cluster);
      const expected = saidBySimulate(outcome);
      const { received, ...said } = actual;
      const headers = received ? wrongHeaders(received, request, outcome.requestHeaders ?? []) : [];
      if (received && outcome.requestHeaders) changed++;
      const same = JSON.stringify(said) === JSON.stringify(expected) && headers.length === 0;
      kinds.set(outcome.kind, (kinds.get(outcome.kind) ?? 0) + 1);
      if (same) passed++;
      else failed++;
      if (!same && failed <= 40) {
        console.log(
          `NOT OK ${name}: ${JSON.stringify(request)}\n  Envoy    ${JSON.stringify(said)} ${headers}\n  simulate ${JSON.stringify(expected)} ${outcome.route ?? ''}`,
        );
      }
    }),
  );
}

/** One Envoy for some route configurations. */
async function runBatch(configs, batch) {
  const echo = join(scratch, `echo-${batch}`);
  const server = await startEcho(echo);
  const names = new Set(configs.flatMap(({ routes }) => [...clustersOf(routes)]));
  names.delete('BlackHoleCluster');
  const clusters = [...names].map((name) => echoCluster(name, echo));
  const at = configs.map((config, i) => ({ ...config, socket: join(scratch, `${batch}-${i}`) }));
  const listeners = at.map(({ manager, socket }, i) => listenerOf(manager, `l${i}`, { pipe: { path: socket } }));
  const running = await startEnvoy(
    envoy,
    {
      staticResources: { listeners, clusters },
      layeredRuntime: { layers: [{ name: 'limits', staticLayer: { 're2.max_program_size.error_level': 32768 } }] },
    },
    scratch,
    { bind: true },
  );
  try {
    for (const { manager, socket, ...one } of at) {
      const address = { socketAddress: { address: '0.0.0.0', portValue: 80 } };
      const snapshot = { listeners: [listenerOf(manager, 'l', address)], routes: [], clusters, endpoints: [] };
      await compare({ ...one, socket, snapshot });
    }
  } finally {
    closeClient();
    await running.stop();
    server.close();
  }
}

/** The command line program asks a running Envoy what it has. */
async function askLive() {
  const run = (...args) => promisify(execFile)(process.execPath, [cli, ...args], { maxBuffer: 1 << 28 });
  const input = ['-f', 'test/samples/shop', '-f', 'test/e2e/shop-endpoints.yaml', '--proxy', 'deployment/web.shop'];
  const { stdout: bootstrap } = await run('translate', ...input, '-o', 'envoy');
  const running = await startEnvoy(envoy, JSON.parse(bootstrap), scratch);
  try {
    for (const [header, route] of [
      ['x-tester: true', 'testers'],
      ['x-tester: false', 'canary'],
    ]) {
      const words = ['--admin', `127.0.0.1:${running.port}`, '-o', 'json', 'http://catalog:8080/', '-H', header];
      const [{ outcome }] = JSON.parse((await run('simulate', ...words)).stdout).legs;
      if (outcome.route === route) passed++;
      else failed++;
      if (outcome.route !== route) console.log(`NOT OK simulate --admin, ${header}: ${JSON.stringify(outcome)}`);
    }
  } finally {
    await running.stop();
  }
}

try {
  const configs = await collect();
  console.log(`${configs.length} route configurations, ${PER_CONFIG} requests each, seed ${SEED}`);
  for (let i = 0; i < configs.length; i += AT_ONCE) await runBatch(configs.slice(i, i + AT_ONCE), i);
  if (wanted.length === 0) await askLive();
  console.log([...kinds].map(([kind, count]) => `${kind} ${count}`).join(', '), `(${changed} with changed headers)`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (wanted.length === 0 && passed + failed < 2000) {
  console.log(`only ${passed + failed} requests were made`);
  failed++;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
