import http from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { UserError } from '../model/errors.js';
import { type KubeOptions, loadKubeConfig } from './config.js';
import { ApiError, type Asker, answerError, connectionError } from './errors.js';

const IDLE_MS = 30_000;
const MAX_BYTES = 256 * 1024 * 1024;
const RETRIES = 3;
const JSON_TYPE = 'application/json';

export interface Ask {
  /** What the request is for, to read after "may not" and "cannot": `list pods`. */
  readonly what: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Media types in order of preference; plain JSON without it. */
  readonly accept?: string;
}

/** A connection to an API server as one user. Reads only. */
export interface KubeClient {
  readonly asker: Asker;
  /** Namespace of names that carry none: the option, else the context's, else `default`. */
  readonly namespace: string;
  /** client-node's view of the same connection, for what it does better (websockets). */
  readonly config: KubeConfig;
  /** Gets a path and parses its JSON. @throws ApiError for a refusal, UserError when there is no answer. */
  get(path: string, ask: Ask): Promise<unknown>;
  /** Closes idle connections. */
  close(): void;
}

/**
 * Opens a connection to the cluster that the options choose. Nothing is asked yet, but for credentials.
 * @throws UserError `failed` for a kubeconfig or credentials that can't be used.
 */
export async function connect(options: KubeOptions): Promise<KubeClient> {
  const config = await loadKubeConfig(options);
  const context = config.getContextObject(config.getCurrentContext());
  const server = config.getCurrentCluster()?.server ?? '';
  const asker: Asker = {
    server,
    context: config.getCurrentContext(),
    user: config.getCurrentUser()?.name || '(none)',
  };
  if (!/^https?:\/\//.test(server) || !URL.canParse(server)) {
    throw new UserError('failed', `context ${asker.context}: server ${server} is no http(s) address`);
  }
  const request = await requestOptions(config, asker);
  return {
    asker,
    namespace: options.namespace || context?.namespace || 'default',
    config,
    get: (path, ask) => getWithRetries(path, ask, request, asker),
    close: () => {
      if (request.agent instanceof http.Agent) request.agent.destroy();
    },
  };
}

/** Headers, certificates and agent of every request: credentials are got once, connections kept open between requests. */
async function requestOptions(config: KubeConfig, asker: Asker): Promise<https.RequestOptions> {
  const options: https.RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw credentialsError(error, asker);
  }
  if (config.getCurrentCluster()?.proxyUrl) return options; // the agent that client-node made goes through it
  const { ca, cert, key, rejectUnauthorized, servername } = options;
  const kept = { ca, cert, key, servername, ...(rejectUnauthorized !== undefined && { rejectUnauthorized }) };
  const agent = asker.server.startsWith('http:')
    ? new http.Agent({ keepAlive: true })
    : new https.Agent({ keepAlive: true, ...dropUndefined(kept) });
  return { ...options, agent };
}

function dropUndefined(values: https.AgentOptions): https.AgentOptions {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function credentialsError(error: unknown, asker: Asker): UserError {
  const spawned = error instanceof Error && 'syscall' in error && String(error.syscall).startsWith('spawn');
  if (spawned) return connectionError(error, asker);
  const cause = connectionError(error, asker);
  const reason = cause.message.replace(/^.*?: /, '').replace(/^\/\/[^ ]*: /, '');
  const hint = 'log in to the cluster again, or choose another user with --context';
  return new UserError('failed', `cannot get credentials for user ${asker.user}: ${reason}`, hint);
}

async function getWithRetries(path: string, ask: Ask, options: https.RequestOptions, asker: Asker): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return parse(await send(path, ask, options, asker), ask, asker);
    } catch (error) {
      const wait = attempt <= RETRIES ? retryAfterMs(error, attempt) : undefined;
      if (wait === undefined) throw connectionError(error, asker);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/** How long to wait before asking again, or undefined when that would not help. */
function retryAfterMs(error: unknown, attempt: number): number | undefined {
  if (error instanceof ApiError) {
    const passing = error.status === 429 || error.status === 503 || error.status === 504;
    return passing ? Math.min(error.retryAfter ?? 2 ** (attempt - 2), 10) * 1000 : undefined;
  }
  // A kept connection that the server closed in the same moment; a second one tells more.
  const reset = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
  return reset && attempt === 1 ? 0 : undefined;
}

function send(path: string, ask: Ask, options: https.RequestOptions, asker: Asker): Promise<string> {
  const query = ask.query ? `?${new URLSearchParams(ask.query)}` : '';
  const url = new URL(`${asker.server}${path}${query}`);
  const headers = { ...options.headers, accept: ask.accept ?? JSON_TYPE, 'accept-encoding': 'gzip' };
  const module = url.protocol === 'http:' ? http : https;
  return new Promise((resolve, reject) => {
    const request = module.request(url, { ...options, headers, method: 'GET' }, (response) => {
      readBody(response).then((body) => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) return resolve(body);
        const after = Number(response.headers['retry-after']);
        reject(answerError(status, body, ask.what, asker, Number.isFinite(after) ? after : undefined));
      }, reject);
    });
    request.setTimeout(IDLE_MS, () => request.destroy(new Error('no answer in time (timeout)')));
    request.on('error', reject);
    request.end();
  });
}

async function readBody(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BYTES) throw new UserError('failed', `an answer of the API server is over ${MAX_BYTES >> 20} MB`);
    chunks.push(bytes);
  }
  const body = Buffer.concat(chunks);
  if (response.headers['content-encoding'] !== 'gzip') return body.toString('utf8');
  return (await promisify(gunzip)(body, { maxOutputLength: MAX_BYTES })).toString('utf8');
}

function parse(body: string, ask: Ask, asker: Asker): unknown {
  try {
    return JSON.parse(body);
  } catch {
    const hint = `check the server of the cluster in context ${asker.context}`;
    throw new UserError('failed', `cannot ${ask.what}: ${asker.server} does not answer as an API server does`, hint);
  }
}
