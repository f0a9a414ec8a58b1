// A control plane of Kubernetes on loopback for one test, and requests to it without any of the program under test.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { atRest, keepNodesAlive } from './cluster-state.mjs';

/** Times to try to start it: on a slow machine the tool may give up too early. */
const STARTS = 3;
/** How long what must come is waited for. Long, for a machine that does much else. */
const PATIENCE_MS = 240_000;
const PASSING = [429, 500, 502, 503, 504];

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Runs a program and gives its exit code and what it said. */
export function run(file, args, options = {}) {
  return new Promise((done) => {
    execFile(file, args, { maxBuffer: 1 << 28, timeout: 420_000, ...options }, (error, stdout, stderr) =>
      done({ code: error ? (error.code ?? 'killed') : 0, stdout, stderr }),
    );
  });
}

/** Waits for something that comes in its own time: what the probe finds, when it is anything. */
export async function until(what, probe, ms = PATIENCE_MS) {
  const end = Date.now() + ms;
  let last;
  for (;;) {
    try {
      const found = await probe();
      if (found) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${ms / 1000} s for ${what}${last ? `: ${last}` : ''}`);
    await pause(300);
  }
}

/** Waits until a probe gives what is wanted, which must then be what it gives. */
export async function becomes(probe, wanted) {
  let last;
  await until('it', async () => {
    last = await probe();
    return isDeepStrictEqual(last, wanted);
  }).catch(() => assert.deepEqual(last, wanted));
}

/** Requests with the rights of a kubeconfig; an answer that is no success throws, unless it is 404 or 409. */
export function apiOf(kubeconfig) {
  const text = readFileSync(kubeconfig, 'utf8');
  const server = /server: "([^"]+)"/.exec(text)[1];
  const token = /token: ([^}]+)}/.exec(text)[1];
  return async (method, path, body, type = 'application/json') => {
    for (let attempt = 1; ; attempt++) {
      const { status, said, broken } = await ask(method, `${server}${path}`, body, { token, type });
      // A server that is busy or starts says so for a while; whether it did what it was asked to is certain only of some.
      const passing =
        method === 'GET' ? broken || PASSING.includes(status) : status === 429 || (broken && method !== 'POST');
      if (passing && attempt < 60) {
        await pause(500);
        continue;
      }
      if (broken) throw broken;
      if (status >= 300 && status !== 404 && status !== 409) throw new Error(`${method} ${path}: ${status} ${said}`);
      return { status, body: asObject(said) };
    }
  };
}

function ask(method, url, body, { token, type }) {
  return new Promise((done) => {
    const fail = (broken) => done({ broken });
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const request = https.request(url, { method, rejectUnauthorized: false, headers }, (answer) => {
      let said = '';
      answer.setEncoding('utf8').on('data', (part) => {
        said += part;
      });
      answer.on('error', fail).on('end', () => done({ status: answer.statusCode, said }));
    });
    request.setTimeout(60_000, () => request.destroy(new Error(`no answer to ${method} ${url}`)));
    request.on('error', fail).end(body && JSON.stringify(body));
  });
}

/** What a server says of a path that it doesn't have is no object. */
function asObject(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}

/** Counts checks, and prints each as it ends. */
function createChecks() {
  const counts = { passed: 0, failed: 0 };
  const tell = (name, error) => {
    counts[error ? 'failed' : 'passed']++;
    console.log(error ? `NOT OK ${name}\n  ${String(error?.stack ?? error).replaceAll('\n', '\n  ')}` : `ok ${name}`);
  };
  const check = (name, body) =>
    Promise.resolve()
      .then(body)
      .then(
        () => tell(name),
        (error) => tell(name, error ?? new Error('it failed')),
      );
  return { counts, tell, check };
}

/** A port that is free, with the three after it, below those that connections are given. */
async function freePorts() {
  for (let attempt = 0; attempt < 200; attempt++) {
    const first = 12_000 + 4 * Math.floor(Math.random() * 5_000);
    const free = await Promise.all([0, 1, 2, 3].map((i) => isFree(first + i)));
    if (free.every(Boolean)) return first;
  }
  throw new Error('no ports are free');
}

function isFree(port) {
  return new Promise((done) => {
    const server = createServer().once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}

/** The tool, with ports, tokens and data of this run alone; the compiled programs are shared. */
async function ownTool(tool, folder, forwards) {
  const home = join(folder, 'cluster');
  const shared = join(process.env.CLUSTER_HOME ?? join(homedir(), '.cache/local-cluster'), 'bin');
  mkdirSync(shared, { recursive: true });
  mkdirSync(home);
  symlinkSync(shared, join(home, 'bin'));
  const port = String(process.env.CLUSTER_PORT ?? (await freePorts()));
  const env = { ...process.env, CLUSTER_HOME: home, CLUSTER_PORT: port };
  if (forwards) env.CLUSTER_FORWARDS = forwards;
  // Its processes outlive it and would keep its pipes open, so its output goes through a file.
  const out = join(folder, 'tool.out');
  const call = async (...args) => {
    const quoted = [tool, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    const { code, stderr } = await run('bash', ['-c', `bash ${quoted} >'${out}' 2>'${out}.err' </dev/null`], { env });
    if (code !== 0) throw new Error(`${args[0]}: ${code} ${stderr}${readFileSync(`${out}.err`, 'utf8')}`);
    return readFileSync(out, 'utf8');
  };
  return { call, folder: join(home, `run-${port}`) };
}

/** Stops what the tool started, and waits until it has ended: what comes next may want its ports. */
async function stop({ call, folder }) {
  const pids = readdirSync(folder)
    .filter((name) => name.endsWith('.pid'))
    .map((name) => Number(readFileSync(join(folder, name), 'utf8')));
  await call('down');
  const alive = () => pids.filter(isAlive);
  await until('the end of the control plane', () => alive().length === 0, 30_000).catch(() => {
    for (const pid of alive()) process.kill(pid, 'SIGKILL');
  });
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Starts it, and waits until controllers have made what they make in an empty cluster. */
async function start(tool) {
  for (let attempt = 1; ; attempt++) {
    try {
      const admin = (await tool.call('up')).trim().split('\n').at(-1);
      const api = apiOf(admin);
      const rest = keepNodesAlive(api);
      await untilFurnished(api).catch(async (error) => {
        await rest();
        throw error;
      });
      return { admin, api, rest };
    } catch (error) {
      console.log(`the control plane did not start: ${error.message}`);
      await stop(tool);
      if (attempt === STARTS) throw error;
    }
  }
}

async function untilFurnished(api) {
  await until(
    'nodes',
    async () => {
      const { items } = (await api('GET', '/api/v1/nodes')).body;
      const ready = items.filter((n) =>
        n.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
      );
      return ready.length === 2;
    },
    120_000,
  );
  await until(
    'service accounts and root certificates',
    async () => {
      const [spaces, accounts, maps] = await Promise.all(
        ['namespaces', 'serviceaccounts', 'configmaps'].map(
          async (kind) => (await api('GET', `/api/v1/${kind}`)).body.items,
        ),
      );
      const count = (items, wanted) => items.filter(({ metadata: { name } }) => name === wanted).length;
      return (
        spaces.length === 4 && count(accounts, 'default') === 4 && count(maps, 'kube-root-ca.crt') === spaces.length
      );
    },
    120_000,
  );
  await atRest(api);
}

/**
 * Runs a test with a control plane of its own, started and stopped by $CLUSTER_TOOL; then tells its figures in the last line. Whatever goes
 * wrong between counts as a failure, and the control plane goes in any case, also when the test is ended from outside.
 * @param options `users` without rights to make, `forwards` of ports of pods, as the tool takes them
 * @param body is given `{admin, users, api, scratch, folder, check, tell, counts}`: kubeconfigs, requests as the administrator, a folder for files,
 * that of the control plane, a check to make, one that was made, and the figures
 */
export async function withControlPlane({ users = [], forwards }, body) {
  const tool = process.env.CLUSTER_TOOL;
  if (!tool) {
    console.error('CLUSTER_TOOL is needed');
    process.exit(64);
  }
  const scratch = mkdtempSync(join(tmpdir(), 'meshwright-cluster-'));
  const { counts, tell, check } = createChecks();
  const own = await ownTool(tool, scratch, forwards);
  let cleaning;
  const clean = () => {
    cleaning ??= stop(own)
      .catch((error) => console.log(String(error)))
      .then(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 }));
    return cleaning;
  };
  const end = async (signal) => {
    console.log(`ended by ${signal}`);
    await clean();
    process.exit(1);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, end);
  try {
    const kubeconfigs = {};
    for (const user of users) {
      kubeconfigs[user] = join(scratch, `${user}.kubeconfig`);
      writeFileSync(kubeconfigs[user], await own.call('user', user));
    }
    const { admin, api, rest } = await start(own);
    await body({ admin, users: kubeconfigs, api, scratch, folder: own.folder, check, tell, counts }).finally(rest);
  } catch (error) {
    tell('the run itself', error);
  } finally {
    await clean();
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
}
