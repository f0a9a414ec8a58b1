import http from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { UserError } from '../model/errors.js';
import { type Asker, answerError } from './errors.js';

const IDLE_MS = 30_000;
const MAX_BYTES = 256 * 1024 * 1024;
const JSON_TYPE = 'application/json';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One request to the API server. */
export interface Ask {
  /** What the request is for, to read after "may not" and "cannot": `list pods`. */
  readonly what: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Media types in order of preference; plain JSON without it. */
  readonly accept?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Media type of the body; plain JSON without it. */
  readonly contentType?: string;
  /** Whether doing it twice is as good as once; so it is taken to be without it, but for POST. */
  readonly repeatable?: boolean;
}

/** Where requests go, and with which headers, certificates and connections. */
export interface Route {
  readonly asker: Asker;
  readonly options: https.RequestOptions;
}

/** Sends one request, once. @throws ApiError for an answer that is no success; the error of the connection without one. */
export function send(method: Method, path: string, ask: Ask, { asker, options }: Route): Promise<string> {
  const query = ask.query ? `?${new URLSearchParams(ask.query)}` : '';
  const url = new URL(`${asker.server}${path}${query}`);
  const body = ask.body === undefined ? undefined : Buffer.from(JSON.stringify(ask.body));
  const headers = {
    ...options.headers,
    accept: ask.accept ?? JSON_TYPE,
    'accept-encoding': 'gzip',
    ...(body && { 'content-type': ask.contentType ?? JSON_TYPE, 'content-length': body.length }),
  };
  const module = url.protocol === 'http:' ? http : https;
  return new Promise((resolve, reject) => {
    const request = module.request(url, { ...options, headers, method }, (response) => {
      readBody(response).then((text) => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) return resolve(text);
        const after = Number(response.headers['retry-after']);
        reject(answerError(status, text, ask.what, asker, Number.isFinite(after) ? after : undefined));
      }, reject);
    });
    request.setTimeout(IDLE_MS, () => request.destroy(new Error('no answer in time (timeout)')));
    request.on('error', reject);
    request.end(body);
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
