import { UserError } from '../model/errors.js';

/** The admin interface of a live Envoy. https://www.envoyproxy.io/docs/envoy/v1.38.0/operations/admin */
export interface EnvoyAdmin {
  /** GET /config_dump, with the endpoints if they are wanted. */
  configDump(options: { readonly endpoints: boolean }): Promise<string>;
  /** GET /clusters?format=json */
  clusters(): Promise<string>;
  /** POST /logging with a query such as `level=debug`, or none to read the levels. */
  logging(query: Readonly<Record<string, string>>): Promise<string>;
}

/** Milliseconds that an Envoy may take to answer; a large dump takes it a few seconds. */
const TIMEOUT = 30_000;
/** Bytes of an answer that are read at most. */
const SIZE_LIMIT = 512 * 1024 * 1024;

/**
 * A client of an admin interface.
 * @param baseUrl such as http://127.0.0.1:15000
 * @param name what to call the Envoy in messages
 */
export function envoyAdmin(baseUrl: string, name: string): EnvoyAdmin {
  const request = (method: string, path: string, query: Readonly<Record<string, string>> = {}) => {
    const url = new URL(path, baseUrl);
    for (const [key, value] of Object.entries(query)) url.searchParams.append(key, value);
    return ask(method, url, name);
  };
  return {
    configDump: ({ endpoints }) => request('GET', '/config_dump', endpoints ? { include_eds: 'true' } : {}),
    clusters: () => request('GET', '/clusters', { format: 'json' }),
    logging: (query) => request('POST', '/logging', query),
  };
}

/**
 * URL of an admin interface as a user writes it: `host:port`, `:port`, or a URL.
 * @throws UserError (usage) when it is none
 */
export function adminUrl(text: string): string {
  const full = /^https?:\/\//.test(text) ? text : `http://${text.startsWith(':') ? `127.0.0.1${text}` : text}`;
  if (!URL.canParse(full) || /[\s]/.test(text)) {
    throw new UserError('usage', `--admin ${text}: no address`, 'write HOST:PORT, e.g. 127.0.0.1:15000');
  }
  const url = new URL(full);
  if (url.port === '' && !/:\d+$/.test(text)) url.port = '15000';
  return url.origin;
}

async function ask(method: string, url: URL, name: string): Promise<string> {
  try {
    const response = await fetch(url, { method, signal: AbortSignal.timeout(TIMEOUT) });
    const text = await readBounded(response, name);
    if (response.ok) return text;
    const answer = firstLine(text);
    throw new UserError('failed', `${name}: ${url.pathname} answered ${response.status}${answer && `: ${answer}`}`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('failed', `${name}: ${url.pathname} could not be read: ${reasonOf(error)}`, hintOf(error));
  }
}

/** Start of an error page. It comes from elsewhere and goes to a terminal: control characters are dropped. */
function firstLine(text: string): string {
  const line = text.trim().split('\n')[0]?.slice(0, 200) ?? '';
  return line.replace(/[\u0000-\u001f\u007f-\u009f]/g, '');
}

async function readBounded(response: Response, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > SIZE_LIMIT) throw new UserError('failed', `${name}: the answer is longer than ${SIZE_LIMIT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT / 1000} s`;
  const cause = error.cause;
  return cause instanceof Error ? cause.message || error.message : error.message;
}

function hintOf(error: unknown): string | undefined {
  const code = error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? error.cause.code : '';
  return code === 'ECONNREFUSED'
    ? 'is an Envoy running there, and is this the port of its admin interface?'
    : undefined;
}
