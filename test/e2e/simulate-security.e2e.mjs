// Asks a real Envoy and `simulate` who may do what: the policies, token checks and faults of all recorded cases, translated, each on a
// listener, with requests made from the policies by a fixed seed; tokens and client certificates are made here.
//
//   ENVOY_BIN=envoy RECORDINGS=DIR node test/e2e/simulate-security.e2e.mjs [CASE ...]
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startEnvoy } from './envoy-process.mjs';
import { exchange, open, parseResponse, requestText, startByteEcho } from './simulate/client.mjs';
import { startEcho } from './simulate/echo.mjs';
import { clustersOf, echoCluster } from './simulate/envoy-routes.mjs';
import { asInbound, decidersOf, filtersOf, listenerFor, portsOf, serverTls } from './simulate/envoy-security.mjs';
import { EXTRA_SECURITY } from './simulate/extra-security.mjs';
import { makeAuthority } from './simulate/pki.mjs';
import { fillFrom, plainRequest, policiesOf } from './simulate/policy-requests.mjs';
import { pick, randomNumbers } from './simulate/random.mjs';
import { requestsFor } from './simulate/requests.mjs';
import { placesOf, tokenFor } from './simulate/tokens.mjs';

const { ENVOY_BIN: envoy, RECORDINGS: recordings, SEED = '20260811' } = process.env;
const library = resolve(process.env.MESHWRIGHT_LIB ?? 'dist/index.js');
const { loadFiles, buildMesh, translate, simulate, simulationFacts } = await import(pathToFileURL(library));
const wanted = process.argv.slice(2);
const PER_CONFIG = 12;
// Long enough to tell that it is no handshake.
const BYTES = 'sixteen letters.';
const AT_ONCE = 12;
const scratch = mkdtempSync(join(tmpdir(), 'mw-sec-'));
const authority = makeAuthority(scratch);
const server = authority.issue('/O=server', ['DNS:*']);
const clients = new Map();
const facts = await simulationFacts();
let passed = 0;
let failed = 0;
const kinds = new Map();

/** Distinct things that decide, of all proxies of the recorded cases. */
async function collect() {
  const { refused } = JSON.parse(readFileSync(join(recordings, 'envoy-verdicts.json'), 'utf8'));
  const nacked = new Set(refused.filter((row) => row.kind === 'nack').map((row) => `${row.case} ${row.proxy}`));
  const seen = new Map();
  for (const group of readdirSync(join(recordings, 'xds')).sort()) {
    for (const file of readdirSync(join(recordings, 'xds', group)).sort()) {
      const name = `${group}/${file.replace(/\.yaml$/, '')}`;
      if (!file.endsWith('.yaml') || (wanted.length > 0 && !wanted.includes(name))) continue;
      const mesh = buildMesh(await loadFiles([join(recordings, 'xds', group, file)]));
      for (const { proxy, snapshot } of translate(mesh).proxies) {
        if (nacked.has(`${name} ${proxy.name}.${proxy.namespace}`)) continue;
        // The same draws for the same proxy, so that what is equal stays equal.
        for (const decider of decidersOf(snapshot, randomNumbers(Number(SEED)))) {
          const key = JSON.stringify(
            decider.network ?? [decider.http.httpFilters, decider.http.routeConfig.virtualHosts],
          );
          if (!seen.has(key)) seen.set(key, { name: `${name} ${proxy.name}`, ...decider });
        }
      }
    }
  }
  return [...(wanted.length === 0 ? EXTRA_SECURITY : []), ...seen.values()];
}

function certificateOf(principal) {
  if (!clients.has(principal)) clients.set(principal, authority.issue('/O=client', [`URI:${principal}`]));
  return clients.get(principal);
}

/** A request for one configuration. */
function makeRequest({ http, network }, random) {
  const request = plainRequest(random);
  const filters = http?.httpFilters ?? network;
  const configs = filters.map(({ typedConfig }) => typedConfig);
  const [base] = http && random() < 0.6 ? requestsFor(http.routeConfig, 1, random) : [];
  if (base) Object.assign(request, base);
  const policies = policiesOf(configs.filter((config) => config['@type'].endsWith('.RBAC')));
  if (policies.length > 0 && random() < 0.9) fillFrom(request, pick(random, policies), random);
  const tokens = configs.filter((config) => config['@type'].endsWith('.JwtAuthentication'));
  for (const { providers } of tokens) addTokens(request, Object.values(providers), random);
  request.headers = request.headers.filter(
    ([name, value]) => /^[!-~]+$/.test(name) && /^[ -~]*$/.test(value) && name !== 'content-type',
  );
  request.headers = request.headers.map(([name, value]) => [name, value.trim()]);
  request.path = request.path.replace(/[^!-~]|#/g, '_');
  return request;
}

function addTokens(request, providers, random) {
  const count = request.wantsToken || random() < 0.5 ? (random() < 0.15 ? 2 : 1) : 0;
  for (let i = 0; i < count; i++) {
    const fitting = providers.filter(({ issuer }) => issuer === request.claims.iss);
    const provider = pick(random, fitting.length > 0 ? fitting : providers);
    // Now and then where another issuer's tokens stand.
    const place = pick(random, placesOf(random() < 0.1 ? pick(random, providers) : provider));
    place(request, tokenFor(provider, request.claims, random));
  }
}

async function askEnvoy(port, request, isHttp) {
  const { from, to, sni, principal } = request;
  const client = request.tls === 'mtls' ? certificateOf(principal) : {};
  const tls = request.tls === 'none' ? undefined : { ...(sni && { servername: sni }), ...client };
  const socket = await open(port, { from, to, tls });
  if (!isHttp) return { kind: (await exchange(socket, BYTES, BYTES)) === BYTES ? 'forwarded' : 'denied' };
  const answer = parseResponse(await exchange(socket, requestText(request)));
  if (!answer) return { error: 'no answer' };
  const echo = answer.headers['x-echo'];
  if (echo) return { cluster: answer.headers['x-cluster'], path: JSON.parse(echo).path };
  return { status: answer.status, ...(answer.body.startsWith('rbac_') && { reason: answer.body.trim() }) };
}

/** What simulate says; of a split, for the share that Envoy's choice fell into. */
function askSimulate(snapshot, request, isHttp, chosen) {
  const { from, to, tls, sni, principal, method, path, authority, headers } = request;
  const source = { ip: from.address, port: from.port, ...(tls === 'mtls' && { principal, subject: 'O=client' }) };
  const connection = { direction: 'inbound', destination: to, source, tls, ...(tls !== 'none' && sni && { sni }) };
  const http = { method, path, authority, headers, scheme: tls === 'none' ? 'http' : 'https' };
  const ask = (more) =>
    simulate(snapshot, isHttp ? { ...connection, http } : connection, {
      ...facts,
      nowSeconds: Date.now() / 1000,
      ...more,
    }).outcome;
  let outcome = ask({});
  const at = outcome.weights?.findIndex((w) => w.cluster === chosen && w.percent > 0) ?? -1;
  if (at >= 0) {
    const before = outcome.weights.slice(0, at).reduce((sum, w) => sum + w.percent, 0);
    outcome = ask({ random: (before + outcome.weights[at].percent / 2) / 100 });
  }
  kinds.set(outcome.kind, (kinds.get(outcome.kind) ?? 0) + 1);
  if (!isHttp) return { kind: outcome.kind };
  if (outcome.kind === 'forwarded') return { cluster: outcome.cluster, path: outcome.path };
  const told = outcome.reason?.startsWith('rbac_') && method !== 'HEAD';
  return { status: outcome.status, ...(told && { reason: outcome.reason }) };
}

async function compare(config, port, snapshot, random) {
  const isHttp = config.http !== undefined;
  for (let i = 0; i < PER_CONFIG; i++) {
    const request = makeRequest(config, random);
    const actual = await askEnvoy(port, request, isHttp).catch((error) => ({ error: error.message }));
    const expected = askSimulate(snapshot, request, isHttp, actual.cluster);
    if (JSON.stringify(actual) === JSON.stringify(expected)) passed++;
    else {
      failed++;
      if (failed > 25) continue;
      console.log(
        `NOT OK ${config.name}: ${JSON.stringify(request)}\n  Envoy    ${JSON.stringify(actual)}\n  simulate ${JSON.stringify(expected)}`,
      );
    }
  }
}

/** One Envoy for all of them. */
async function run(configs) {
  const [echo, bytes] = [join(scratch, 'echo'), join(scratch, 'bytes')];
  const servers = [await startEcho(echo), await startByteEcho(bytes)];
  const names = new Set(configs.flatMap(({ http }) => [...clustersOf(http?.routeConfig ?? {})]));
  names.delete('BlackHoleCluster');
  const clusters = [...[...names].map((name) => echoCluster(name, echo)), echoCluster('bytes', bytes)];
  const tls = serverTls(server, authority.ca);
  const listeners = configs.map((config, i) => listenerFor(`l${i}`, filtersOf(config), tls));
  const layers = [{ name: 'limits', staticLayer: { 're2.max_program_size.error_level': 32768 } }];
  const bootstrap = { staticResources: { listeners, clusters }, layeredRuntime: { layers } };
  const running = await startEnvoy(envoy, bootstrap, scratch, { bind: true });
  try {
    const ports = await portsOf(running.port);
    const rest = configs.entries();
    const work = async () => {
      for (const [i, config] of rest) {
        const snapshot = { listeners: [asInbound(listeners[i])], routes: [], clusters, endpoints: [] };
        // Draws of its own, so that they are the same whichever answer comes first.
        await compare(config, ports.get(`l${i}`), snapshot, randomNumbers(Number(SEED) + i));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    await running.stop();
    for (const one of servers) one.close();
  }
}

try {
  const configs = await collect();
  console.log(`${configs.length} configurations that decide, ${PER_CONFIG} requests or connections each, seed ${SEED}`);
  await run(configs);
  console.log([...kinds].map(([kind, count]) => `${kind} ${count}`).join(', '));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (wanted.length === 0 && passed + failed < 500) {
  console.log(`only ${passed + failed} requests were made`);
  failed++;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
