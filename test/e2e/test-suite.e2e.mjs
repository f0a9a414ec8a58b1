// Runs the tests of a sample application by a real Envoy: what `meshwright test` expects of a simulation must be what Envoy does.
//
//   ENVOY_BIN=envoy node test/e2e/test-suite.e2e.mjs [NAME ...]
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { startEnvoy } from './envoy-process.mjs';
import { startEcho } from './simulate/echo.mjs';
import { ask, outcomeOf, withCertificate } from './test-suite/answers.mjs';
import { startAuthority } from './test-suite/certificates.mjs';
import { chainOf, socketFor } from './test-suite/chain.mjs';

const SAMPLE = 'test/samples/bookshop';
/** What the answer to a single request does not show. */
const UNSEEN = ['retries', 'mirror'];
const TIMES = 600;
/** Percent by which a split of so many requests may be off. */
const TOLERANCE = 6;
const library = resolve(process.env.MESHWRIGHT_LIB ?? 'dist/index.js');
const { loadFiles, buildMesh, translate, readTestDocument, compareWithExpectation } = await import(
  pathToFileURL(library)
);
const wanted = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'mw-suite-'));
const counts = { passed: 0, failed: 0, requests: 0 };
const left = [];

/** The fields of an expectation that answers show. Envoy tells the upstream the time of one try, where it has one. */
function visible(expect) {
  const { timeout, retries } = expect;
  const oneTry = retries?.perTryTimeout ?? timeout;
  const fields = Object.entries({ ...expect, ...(timeout !== undefined && { timeout: oneTry }) });
  return Object.fromEntries(fields.filter(([field]) => !UNSEEN.includes(field)));
}

/** The tests that HTTP requests show, by the proxy that they go through. */
function selectTests() {
  const { tests, problems } = readTestDocument(
    parse(readFileSync(join(SAMPLE, 'tests.yaml'), 'utf8'), { version: '1.1' }),
  );
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const byProxy = new Map();
  for (const test of tests) {
    if (wanted.length > 0 && !wanted.includes(test.name)) continue;
    const expect = visible(test.expect);
    const isHttp = test.requests.every((request) => request.url !== undefined && request.sni === undefined);
    if (!isHttp || Object.keys(expect).length === 0) left.push(test.name);
    else byProxy.set(test.from, [...(byProxy.get(test.from) ?? []), { ...test, expect }]);
  }
  return byProxy;
}

/** What Envoy says when an upstream took too long: on a busy machine any does, and another try tells more. */
const LATE = /_timeout$/;

async function oneOutcome(send) {
  let outcome = outcomeOf(await send());
  for (let again = 0; again < 5 && LATE.test(outcome.kind); again++) outcome = outcomeOf(await send());
  return outcome;
}

/** What Envoy does with one request; a split is asked for many times, and for many more before it counts as wrong. */
async function outcomeFor(expect, send) {
  if (!expect.weights || expect.weights.length < 2) return oneOutcome(send);
  const counted = new Map();
  let outcome;
  let total = 0;
  for (const times of [TIMES, 9 * TIMES]) {
    for (let i = 0; i < times; i++) {
      outcome = await oneOutcome(send);
      counted.set(outcome.cluster, (counted.get(outcome.cluster) ?? 0) + 1);
    }
    total += times;
    const weights = [...counted].map(([cluster, count]) => {
      const percent = (count / total) * 100;
      const near = expect.weights.find((share) => Math.abs(share.percent - percent) <= TOLERANCE);
      return { cluster, percent: near?.percent ?? percent, isNear: near !== undefined };
    });
    outcome = { ...outcome, weights: weights.map(({ cluster, percent }) => ({ cluster, percent })) };
    if (weights.every(({ isNear }) => isNear)) break;
  }
  return outcome;
}

/** The changes of request headers that a test names, as far as the upstream sees them. */
function requestHeaders({ headers }, echoed = {}) {
  return Object.keys(headers?.request ?? {}).map((name) =>
    echoed[name] === undefined ? { action: 'remove', name } : { action: 'set', name, value: echoed[name] },
  );
}

async function runTest(test, client, { sockets, authority }) {
  const problems = [];
  for (const request of test.requests) {
    const socket = socketFor(request, client, sockets);
    const secure = request.url.startsWith('https:') && client.proxy.type === 'router';
    const tls = request.principal ? withCertificate(authority.issue(request.principal)) : secure ? {} : undefined;
    const send = () => ask(socket, request, tls);
    const outcome = await outcomeFor(test.expect, send).catch((error) => ({
      kind: 'closed',
      reason: error.message,
    }));
    counts.requests++;
    const seen = { ...outcome, requestHeaders: requestHeaders(test.expect, outcome.echoed) };
    const direction = client.proxy.type === 'router' ? 'gateway' : 'outbound';
    const legs = [{ proxy: test.from, trace: { request: { direction }, steps: [], outcome: seen } }];
    for (const difference of socket ? compareWithExpectation(test.expect, legs) : [{ field: 'no listener' }]) {
      problems.push(`${request.label}: ${JSON.stringify(difference)} ${outcome.reason ?? ''}`);
    }
  }
  if (problems.length === 0) counts.passed++;
  else counts.failed++;
  if (problems.length > 0) console.log(`NOT OK ${test.name}\n  ${problems.join('\n  ')}`);
}

async function runProxy(name, tests, proxies, authority) {
  const client = proxies.find(({ proxy }) => `${proxy.name}.${proxy.namespace}` === name);
  if (!client) throw new Error(`no proxy ${name}`);
  const folder = join(scratch, name.replace(/\W/g, '-'));
  mkdirSync(folder);
  const echo = join(folder, 'echo');
  const server = await startEcho(echo);
  const { sockets, bootstrap } = chainOf(client, proxies, { authority, folder, echo });
  const envoy = await startEnvoy(process.env.ENVOY_BIN, bootstrap, folder, { bind: true });
  try {
    for (const test of tests) await runTest(test, client, { sockets, authority });
  } finally {
    await envoy.stop();
    server.close();
  }
}

try {
  const { proxies } = translate(buildMesh(await loadFiles([SAMPLE])));
  const authority = startAuthority(scratch);
  for (const [name, tests] of selectTests()) await runProxy(name, tests, proxies, authority);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${counts.requests} requests; not to be seen from outside: ${left.join(', ') || 'nothing'}`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;
