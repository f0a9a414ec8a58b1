// A real Envoy as a child process, on ports that are free.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
  const child = spawn(binary, [...args, '--use-dynamic-base-id'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors = (errors + text).slice(-2000);
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  for (let i = 0; i < 200 && child.exitCode === null; i++) {
    const port = await readyPort(addressFile);
    if (port) return { port, stop };
    await new Promise((done) => setTimeout(done, 100));
  }
  await stop();
  throw new Error(`Envoy did not start: ${errors}`);
}

/** The admin port, once Envoy has written it and answers there. */
async function readyPort(addressFile) {
  try {
    const port = Number(readFileSync(addressFile, 'utf8').split(':').pop());
    const answer = await fetch(`http://127.0.0.1:${port}/server_info`);
    return answer.ok ? port : undefined;
  } catch {
    return undefined;
  }
}
