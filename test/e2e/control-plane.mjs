// A control plane of Kubernetes on loopback, started and stopped by a tool, and requests to it without any of the program under test.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';

/** Runs a program and gives its exit code and what it said. */
export function run(file, args, options = {}) {
  return new Promise((done) => {
    execFile(file, args, { maxBuffer: 1 << 28, timeout: 180_000, ...options }, (error, stdout, stderr) =>
      done({ code: error ? (error.code ?? 'killed') : 0, stdout, stderr }),
    );
  });
}

/**
 * The tool with one port: `tool('up')` gives the path of an administrator's kubeconfig. Its processes outlive it and would keep its pipes
 * open, so its output goes through a file of the scratch folder.
 */
export function controlPlane(tool, scratch, port) {
  return async (...args) => {
    const out = join(scratch, 'tool.out');
    const quoted = [tool, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    const { code, stderr } = await run('bash', ['-c', `bash ${quoted} >'${out}' 2>'${out}.err' </dev/null`], {
      env: { ...process.env, CLUSTER_PORT: port },
    });
    if (code !== 0) throw new Error(`${args[0]}: ${code} ${stderr}${readFileSync(`${out}.err`, 'utf8')}`);
    return readFileSync(out, 'utf8');
  };
}

/** Requests with the rights of a kubeconfig; an answer that is no success throws, unless it is 404 or 409. */
export function apiOf(kubeconfig) {
  const text = readFileSync(kubeconfig, 'utf8');
  const server = /server: "([^"]+)"/.exec(text)[1];
  const token = /token: ([^}]+)}/.exec(text)[1];
  return (method, path, body, type = 'application/json') =>
    new Promise((done, fail) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': type };
      const request = https.request(`${server}${path}`, { method, rejectUnauthorized: false, headers }, (answer) => {
        let said = '';
        answer.setEncoding('utf8').on('data', (part) => {
          said += part;
        });
        answer.on('end', () => {
          const { statusCode: status } = answer;
          if (status >= 300 && status !== 404 && status !== 409)
            fail(new Error(`${method} ${path}: ${status} ${said}`));
          else done({ status, body: JSON.parse(said) });
        });
      });
      request.on('error', fail).end(body && JSON.stringify(body));
    });
}

/** Counts checks, and prints each as it ends. */
export function createChecks() {
  let passed = 0;
  let failed = 0;
  const check = async (name, body) => {
    try {
      await body();
      passed++;
      console.log(`ok ${name}`);
    } catch (error) {
      failed++;
      console.log(`NOT OK ${name}\n  ${String(error?.stack ?? error).replaceAll('\n', '\n  ')}`);
    }
  };
  const end = () => {
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  };
  return { check, end };
}

export async function until(what, probe) {
  const end = Date.now() + 60_000;
  for (;;) {
    const found = await probe().catch(() => undefined);
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited 60 s for ${what}`);
    await new Promise((r) => setTimeout(r, 300));
  }
}
