import { clusterOptions } from '../cli/cluster-options.js';
import type { Call } from '../cli/command.js';
import { flag, text } from '../cli/options.js';
import type { KubeClient } from '../kube/client.js';
import { isObject } from '../model/decode.js';
import { parseDuration } from '../model/duration.js';
import { UserError } from '../model/errors.js';
import { checkVersion } from '../precheck/version.js';

/** What the steps of an installation share: the cluster, whom to talk to, and whether to stop. */
export interface Session {
  readonly call: Call;
  readonly client: KubeClient;
  /** For how long workloads are waited for, in milliseconds. */
  readonly readinessMs: number;
  /** @throws UserError once the user wants to stop. Asked between two requests. */
  checkInterrupt(): void;
  /** Waits, at most until the user wants to stop. */
  sleep(ms: number): Promise<void>;
}

/** An API server that restarts is back within this time. */
const PATIENCE_MS = 90_000;

/**
 * Connects to the cluster and runs the steps of a command that changes it. Ctrl-C lets the running request end, then the
 * command ends with an error that says how to go on.
 */
export async function withSession<T>(call: Call, body: (session: Session) => Promise<T>): Promise<T> {
  const options = clusterOptions(call.options);
  if (options.snapshot !== undefined) {
    throw new UserError('usage', '--snapshot: a snapshot cannot be changed', 'leave it out to use the cluster');
  }
  const readinessMs = readinessTimeout(call);
  const { connect } = await import('../kube/client.js');
  const client = await connect({ ...options, env: call.io.env, patienceMs: PATIENCE_MS });
  const stop = new AbortController();
  const leave = call.io.onInterrupt?.(() => {
    call.io.err('\nInterrupted: what runs is finished first; once more to end at once\n');
    stop.abort();
  });
  try {
    return await body({
      call,
      client,
      readinessMs,
      checkInterrupt: () => {
        if (stop.signal.aborted) throw interrupted();
      },
      sleep: (ms) => sleepUntil(ms, stop.signal),
    });
  } finally {
    leave?.();
    client.close();
  }
}

function interrupted(): UserError {
  return new UserError('failed', 'interrupted before it was complete', 'the same command again completes it');
}

function sleepUntil(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

const DEFAULT_READINESS = '5m';

function readinessTimeout({ options }: Call): number {
  const written = text(options, 'readinessTimeout') ?? DEFAULT_READINESS;
  const nanos = parseDuration(written);
  if (nanos === undefined || nanos <= 0) {
    throw new UserError('usage', `--readiness-timeout ${written}: no duration`, 'write 90s, 5m or 1h');
  }
  return nanos / 1e6;
}

/**
 * Asks the API server for its version; this is the first request, so it also tells whether it can be reached.
 * @throws UserError for a server that is too old, unless `--force`.
 */
export async function requireServer({ client, call }: Session, istioTag: string): Promise<void> {
  const answer = await client.get('/version', { what: 'read its version' });
  const version = isObject(answer) && typeof answer['gitVersion'] === 'string' ? answer['gitVersion'] : undefined;
  const { status, message } = checkVersion(version, istioTag);
  if (status !== 'failed') return;
  const problem = `the API server's ${message}`;
  if (!flag(call.options, 'force')) throw new UserError('failed', problem, '--force goes on all the same');
  call.io.err(`Warning: ${problem}\n`);
}
