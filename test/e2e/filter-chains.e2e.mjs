// Asks a real Envoy and `simulate` which filter chain takes a connection: the inbound and gateway listeners of all recorded cases,
// translated, with connections in plain text and TLS, for several ports, addresses, server names and protocols, by a fixed seed.
//
//   ENVOY_BIN=envoy RECORDINGS=DIR node test/e2e/filter-chains.e2e.mjs [CASE ...]
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startEnvoy } from './envoy-process.mjs';
import { chooses, forEnvoy, reduced } from './simulate/chain-listeners.mjs';
import { exchange, open, startByteEcho } from './simulate/client.mjs';
import { echoCluster } from './simulate/envoy-routes.mjs';
import { portsOf, serverTls } from './simulate/envoy-security.mjs';
import { makeAuthority } from './simulate/pki.mjs';
import { pick, randomNumbers } from './simulate/random.mjs';

const { ENVOY_BIN: envoy, RECORDINGS: recordings, SEED = '20260812' } = process.env;
const library = resolve(process.env.MESHWRIGHT_LIB ?? 'dist/index.js');
const { loadFiles, buildMesh, translate, simulate, simulationFacts } = await import(pathToFileURL(library));
const wanted = process.argv.slice(2);
const PER_LISTENER = 14;
const AT_ONCE = 12;
const scratch = mkdtempSync(join(tmpdir(), 'mw-chains-'));
const authority = makeAuthority(scratch);
const tlsContext = serverTls(authority.issue('/O=server', ['DNS:*']), authority.ca);
const facts = await simulationFacts();
const PROTOCOLS = [
  [],
  ['h2', 'http/1.1'],
  ['http/1.1'],
  ['istio'],
  ['istio-peer-exchange', 'istio'],
  ['istio-http/1.1', 'istio', 'http/1.1'],
  ['istio-h2', 'istio', 'h2'],
  ['something', 'istio-h2'],
  ['something'],
];
/** First bytes in plain text, and what `simulate` is told of them. */
const PLAIN = [
  {
    bytes: 'GET / HTTP/1.1\r\nhost: a\r\n\r\n',
    http: { method: 'GET', scheme: 'http', authority: 'a', path: '/', headers: [] },
  },
  { bytes: 'GET / HTTP/1.0\r\nhost: a\r\n\r\n', alpn: ['http/1.0'] },
  { bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', alpn: ['h2c'] },
  { bytes: 'bytes of no protocol\r\n\r\n' },
];

/** Distinct listeners that choose among chains. */
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
        for (const listener of snapshot.listeners.filter(chooses)) {
          const small = reduced(listener, tlsContext);
          const key = JSON.stringify(small);
          if (!seen.has(key)) seen.set(key, { name: `${name} ${proxy.name} ${listener.name}`, listener: small });
        }
      }
    }
  }
  return [...seen.values()];
}

/** A connection that some chain was made for, or nearly. */
function makeConnection(listener, random) {
  const chains = [...listener.filterChains, ...(listener.defaultFilterChain ? [listener.defaultFilterChain] : [])];
  const { filterChainMatch: match = {} } = pick(random, chains);
  const misses = () => random() < 0.15;
  const own =
    listener.trafficDirection === 'INBOUND'
      ? pick(random, [8080, 15006, 9999])
      : listener.address.socketAddress.portValue;
  const port = match.destinationPort !== undefined && !misses() ? match.destinationPort : own;
  const range = misses() ? undefined : pick(random, match.prefixRanges ?? []);
  const address =
    range && !range.addressPrefix.includes(':') ? inRange(range, random) : pick(random, ['10.1.2.3', '192.0.2.7']);
  const isTls = match.transportProtocol
    ? (match.transportProtocol === 'tls') !== misses()
    : random() < 0.6 || match.serverNames;
  if (!isTls) return { to: { address, port }, ...pick(random, PLAIN) };
  const alpn =
    match.applicationProtocols && !misses()
      ? [pick(random, match.applicationProtocols), 'http/1.1']
      : pick(random, PROTOCOLS);
  return { to: { address, port }, tls: true, alpn, sni: serverName(match.serverNames, random) };
}

function inRange({ addressPrefix, prefixLen = 0 }, random) {
  const bytes = addressPrefix.split('.').map(Number);
  return bytes.map((byte, i) => (i * 8 >= prefixLen ? pick(random, [0, 3, 77]) : byte)).join('.');
}

function serverName(names, random) {
  const name = pick(random, names ?? ['shop.example', 'a.b.c.example', 'outbound_.80_._.shop.example', '']) ?? '';
  const filled = name.replace('*', pick(random, ['a', 'a.b', 'www']));
  const roll = random();
  if (roll < 0.08) return filled.toUpperCase();
  if (roll < 0.16) return `x${filled}`;
  if (roll < 0.22) return filled.replace(/^[^.]*\./, '');
  return roll < 0.28 ? '' : filled;
}

/** Opens it and sends something; whatever comes back, the log says which chain took it. */
async function connect(port, from, { to, tls, alpn, sni, bytes }) {
  const named = sni && /^[\w.-]+$/.test(sni) ? { servername: sni } : {};
  try {
    const socket = await open(port, { from, to, ...(tls && { tls: { alpn, ...named } }) });
    await exchange(socket, bytes ?? 'bytes\n', '\n');
    socket.destroy();
  } catch {
    // A handshake that fails, or a connection that no chain takes, is what the log is asked about.
  }
}

function askSimulate(listener, { to, tls, alpn, sni, http }, from) {
  const direction = listener.trafficDirection === 'INBOUND' ? 'inbound' : 'gateway';
  const bound = {
    ...listener,
    name: 'l',
    address: { socketAddress: { address: '0.0.0.0', portValue: direction === 'inbound' ? 15006 : to.port } },
  };
  const isRedirected =
    direction === 'inbound' && !listener.listenerFilters.some((f) => f.name.endsWith('original_dst'));
  if (isRedirected) bound.address.socketAddress.portValue = to.port;
  const snapshot = { listeners: [bound], routes: [], clusters: [], endpoints: [] };
  const request = {
    direction,
    destination: to,
    source: { ip: from.address, port: from.port },
    tls: tls ? 'tls' : 'none',
    ...(sni && { sni }),
    ...(alpn && { alpn }),
    ...(http && { http }),
  };
  return simulate(snapshot, request, facts).outcome.filterChain ?? '-';
}

/** Envoy logs a connection when it is closed, which it may not have noticed yet. */
async function untilClosed(adminPort) {
  for (let i = 0; i < 600; i++) {
    const stats = await (await fetch(`http://127.0.0.1:${adminPort}/stats?filter=downstream_(pre_)?cx_active`)).text();
    const open = [...stats.matchAll(/^listener\.(?!admin).*: (\d+)$/gm)].filter(([, count]) => count !== '0');
    if (open.length === 0) return;
    await new Promise((done) => setTimeout(done, 100));
  }
}

async function run(listeners) {
  const log = join(scratch, 'log');
  const bytes = join(scratch, 'bytes');
  const server = await startByteEcho(bytes);
  const made = listeners.map(({ listener }, i) => forEnvoy(listener, `l${i}`, log));
  const bootstrap = { staticResources: { listeners: made, clusters: [echoCluster('bytes', bytes)] } };
  const running = await startEnvoy(envoy, bootstrap, scratch, { bind: true });
  const asked = new Map();
  try {
    const ports = await portsOf(running.port);
    const rest = listeners.entries();
    const work = async () => {
      for (const [i, { name, listener }] of rest) {
        // Draws of its own, so that they are the same whichever connection ends first.
        const random = randomNumbers(Number(SEED) + i);
        for (let n = 0; n < PER_LISTENER; n++) {
          const from = { address: '127.0.0.9', port: 20_000 + i * PER_LISTENER + n };
          const connection = makeConnection(listener, random);
          asked.set(`l${i} ${from.address}:${from.port}`, {
            name,
            connection,
            expected: askSimulate(listener, connection, from),
          });
          await connect(ports.get(`l${i}`), from, connection);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await untilClosed(running.port);
  } finally {
    await running.stop();
    server.close();
  }
  return { asked, log: readFileSync(log, 'utf8') };
}

let passed = 0;
let failed = 0;
const taken = new Map();
try {
  const listeners = (await collect()).slice(0, 3000);
  console.log(`${listeners.length} listeners that choose, ${PER_LISTENER} connections each, seed ${SEED}`);
  const { asked, log } = await run(listeners);
  const said = new Map(log.split('\n').map((line) => [line.replace(/ [^ ]*$/, ''), line.split(' ').pop()]));
  for (const [key, { name, connection, expected }] of asked) {
    const actual = said.get(key) ?? 'nothing in the log';
    const kind = actual === '-' ? 'none' : actual === 'default' ? 'the default' : 'a chain';
    taken.set(kind, (taken.get(kind) ?? 0) + 1);
    if (actual === expected) passed++;
    else if (failed++ < 25)
      console.log(`NOT OK ${name}: ${JSON.stringify(connection)}: Envoy ${actual}, simulate ${expected}`);
  }
  console.log([...taken].map(([kind, count]) => `${kind} ${count}`).join(', '));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (wanted.length === 0 && passed + failed < 300) {
  console.log(`only ${passed + failed} connections were made`);
  failed++;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
