// A real Envoy as a child process, on ports that are free.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How long an Envoy with thousands of listeners may take on a machine that does much else. */
const START_MS = 240_000;

/**
 * Starts Envoy on a bootstrap, with the admin interface on a port that Envoy picks and, unless `bind` is set, without the listeners' own
 * ports.
 * @returns the admin port, and a way to stop it
 */
export async function startEnvoy(binary, bootstrap, folder, { bind = false } = {}) {
  const file = join(folder, 'started.json');
  const addressFile = join(folder, 'admin-address');
  const listeners = bootstrap.staticResources.listeners.map((l) => (bind ? l : { ...l, bindToPort: false }));
  const admin = { address: { socketAddress: { address: '127.0.0.1', portValue: 0 } } };
  writeFileSync(
    file,
    JSON.stringify({ ...bootstrap, admin, staticResources: { ...bootstrap.staticResources, listeners } }),
  );
  const args = ['-c', file, '--admin-address-path', addressFile, '--log-level', 'error', '--concurrency', '1'];
  // That of an Envoy before it would lead elsewhere.
  rmSync(addressFile, { force: true });
  const child = spawn(binary, [...args, '--use-dynamic-base-id'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors = (errors + text).slice(-2000);
  });
  let over = false;
  const ended = new Promise((done) => child.once('exit', done).once('error', done)).then((how) => {
    over = true;
    if (how instanceof Error) errors += how.message;
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    child.kill('SIGTERM');
    const late = setTimeout(kill, 30_000);
    await ended;
    clearTimeout(late);
    process.removeListener('exit', kill);
  };
  for (const end = Date.now() + START_MS; Date.now() < end && !over; ) {
    // Listeners are open when it is ready; without, it is enough that it answers: names may take long to resolve.
    const port = await answeringPort(addressFile, bind ? 'ready' : 'server_info');
    if (port) return { port, stop };
    await new Promise((done) => setTimeout(done, 100));
  }
  await stop();
  throw new Error(`Envoy did not start: ${errors}`);
}

/** The admin port, once Envoy has written it and answers there. */
async function answeringPort(addressFile, path) {
  try {
    const port = Number(readFileSync(addressFile, 'utf8').split(':').pop());
    const answer = await fetch(`http://127.0.0.1:${port}/${path}`, { signal: AbortSignal.timeout(10_000) });
    await answer.text();
    return answer.ok ? port : undefined;
  } catch {
    return undefined;
  }
}
