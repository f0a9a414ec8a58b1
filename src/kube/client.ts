import http from 'node:http';
import https from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { UserError } from '../model/errors.js';
import { type KubeOptions, loadKubeConfig } from './config.js';
import { type Asker, connectionError } from './errors.js';
import { sendWithRetries } from './retry.js';
import type { Ask, Method } from './transport.js';

/** A connection to an API server as one user. */
export interface KubeClient {
  readonly asker: Asker;
  /** Namespace of names that carry none: the option, else the context's, else `default`. */
  readonly namespace: string;
  /** client-node's view of the same connection, for what it does better (websockets). */
  readonly config: KubeConfig;
  /** Gets a path and parses its JSON. @throws ApiError for a refusal, UserError when there is no answer. */
  get(path: string, ask: Ask): Promise<unknown>;
  /** Sends any request and parses the JSON of the answer. @throws as `get` does. */
  send(method: Method, path: string, ask: Ask): Promise<unknown>;
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
  const patience = { ms: options.patienceMs ?? 0, reached: false };
  const send = async (method: Method, path: string, ask: Ask) =>
    parse(await sendWithRetries(method, path, ask, { asker, options: request }, patience), ask, asker);
  return {
    asker,
    namespace: options.namespace || context?.namespace || 'default',
    config,
    get: (path, ask) => send('GET', path, ask),
    send,
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

function parse(body: string, ask: Ask, asker: Asker): unknown {
  try {
    return JSON.parse(body);
  } catch {
    const hint = `check the server of the cluster in context ${asker.context}`;
    throw new UserError('failed', `cannot ${ask.what}: ${asker.server} does not answer as an API server does`, hint);
  }
}
