import { spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../cli/io.js';
import { UserError } from '../model/errors.js';
import { textOf } from '../model/text.js';
import { printable } from '../print/terminal.js';
import { buildBootstrap } from '../xds/bootstrap.js';
import { type JsonMessage, mapMessage } from '../xds/json.js';
import type { TranslatedProxy } from './translate-output.js';

const AT_ONCE = 2;
const PATIENCE_MS = 60_000;
/** How much of Envoy's words is shown: it repeats the whole message that it refuses. */
const WORDS = 800;

/**
 * Lets a real Envoy judge proxies, each by the bootstrap that `-o envoy` prints, and says on stderr what it refuses. Returns how many
 * it refused. https://www.envoyproxy.io/docs/envoy/v1.38.0/operations/cli#cmdoption-mode
 * @throws UserError (usage) when there is no such program
 */
export async function judgeWithEnvoy(program: string, proxies: readonly TranslatedProxy[], io: Io): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'meshwright-envoy-'));
  const verdicts = new Map<TranslatedProxy, string | undefined>();
  const waiting = proxies.entries();
  const work = async () => {
    for (const [i, one] of waiting) verdicts.set(one, await judge(program, join(folder, `${i}.json`), one));
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const refused = proxies.filter((one) => verdicts.get(one) !== undefined);
  for (const one of refused) {
    const { name, namespace } = one.proxy;
    io.err(`error: Envoy refuses ${name}.${namespace}: ${printable(verdicts.get(one) ?? '')} [envoy]\n`);
  }
  return refused.length;
}

/** Why Envoy refuses a proxy, undefined if it does not. */
async function judge(program: string, file: string, { proxy, snapshot }: TranslatedProxy): Promise<string | undefined> {
  const { bootstrap } = buildBootstrap(snapshot, { ...proxy, ip: proxy.ips[0] ?? '127.0.0.1' });
  await writeFile(file, JSON.stringify(withoutLogFiles(bootstrap)), { mode: 0o600 });
  // Envoy opens /dev/stdout for access logs, which it can't where that is a pipe of this process.
  const log = await open(`${file}.log`, 'w+', 0o600);
  try {
    const end = await runToEnd(program, ['--mode', 'validate', '-c', file, '--log-level', 'critical'], log.fd);
    if (end === 0) return undefined;
    return reasonIn(await readFile(`${file}.log`, 'utf8')) || `it ended with ${end}`;
  } finally {
    await log.close();
    await rm(file, { force: true });
  }
}

/** Exit code or signal of a program whose output goes to an open file. */
function runToEnd(program: string, args: readonly string[], output: number): Promise<number | string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', output, output], timeout: PATIENCE_MS });
    child.on('exit', (code, signal) => resolve(code ?? signal ?? 'no exit code'));
    child.on('error', (error) => {
      const text = `--envoy ${program}: it can't be run: ${error.message}`;
      reject(new UserError('usage', text, 'name the binary of an Envoy, e.g. /usr/local/bin/envoy'));
    });
  });
}

/** The bootstrap with access logs that go nowhere: their folders are those of the proxy's machine, not of this one. */
function withoutLogFiles(bootstrap: JsonMessage): JsonMessage {
  return mapMessage(bootstrap, (message) => {
    const isLog = textOf(message['@type'] ?? '').endsWith('.FileAccessLog') && message['path'];
    return isLog ? { ...message, path: '/dev/null' } : message;
  });
}

/** Envoy's reason in what it logged, on one line. */
function reasonIn(log: string): string {
  const text = log.replace(/\[\d{4}-\d\d-\d\d [^\]]*\](\[\w+\])*( \[[^\]]*\])?/g, '').replace(/\s+/g, ' ');
  const said = /error initializing configuration '[^']*': (.*)/.exec(text)?.[1] ?? text;
  const reason = said
    .replace(/^.*(?=Proto constraint validation failed)/, '')
    .replaceAll('embedded message failed validation | caused by ', '');
  return reason.trim().slice(-WORDS);
}
