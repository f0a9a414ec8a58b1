import { isObject } from '../model/decode.js';
import { UserError } from '../model/errors.js';

/** An answer of the API server that is no success. Uncaught, it reads as the message and the hint it carries. */
export class ApiError extends UserError {
  constructor(
    /** HTTP status; 0 when a connection was refused an upgrade without one. */
    readonly status: number,
    message: string,
    hint?: string,
    /** Where to go on listing after `410 Gone`, if the server says so. */
    readonly continueToken?: string,
    /** Seconds that the server asks to wait. */
    readonly retryAfter?: number,
    /** The single reasons that the server gives: fields, mostly. */
    readonly causes: readonly StatusCause[] = [],
  ) {
    super('failed', message, hint);
  }
}

/** One reason of a refusal. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export interface StatusCause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** Who asks whom; what messages need to name. */
export interface Asker {
  readonly server: string;
  readonly context: string;
  readonly user: string;
}

/**
 * The error for a non-2xx answer. `body` is a Status object where the API server wrote it.
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
 */
export function answerError(status: number, body: string, what: string, asker: Asker, retryAfter?: number): ApiError {
  const answer = readStatus(body);
  const said = answer.message ? `: ${answer.message}` : '';
  const make = (message: string, hint?: string) =>
    new ApiError(status, message, hint, answer.continueToken, retryAfter, answer.causes);
  if (status === 401) {
    const hint = `they may have expired: log in to the cluster again, or choose another user with --context`;
    return make(`the API server ${asker.server} does not accept the credentials of user ${asker.user}`, hint);
  }
  if (status === 403) {
    const hint = `ask for the right to do it: kubectl auth can-i --list --context ${asker.context} shows what you may`;
    return make(`user ${asker.user} may not ${what}${said}`, hint);
  }
  if (status === 404) return make(`cannot ${what}: the API server does not have it${said}`);
  const hint = status >= 500 || status === 429 ? 'the API server is in trouble or overloaded: try again' : undefined;
  return make(`cannot ${what}: the API server answered ${status}${said}`, hint);
}

interface StatusFacts {
  readonly message?: string;
  readonly continueToken?: string;
  readonly causes?: readonly StatusCause[];
}

function readStatus(body: string): StatusFacts {
  try {
    const parsed: unknown = JSON.parse(body);
    if (!isObject(parsed)) return {};
    const metadata = isObject(parsed['metadata']) ? parsed['metadata'] : {};
    const { message } = parsed;
    const next = metadata['continue'];
    return {
      ...(typeof message === 'string' && message && { message: plain(message) }),
      ...(typeof next === 'string' && next && { continueToken: next }),
      causes: readCauses(parsed['details']),
    };
  } catch {
    return body.trim() ? { message: plain(body) } : {};
  }
}

function readCauses(details: unknown): readonly StatusCause[] {
  const causes = isObject(details) && Array.isArray(details['causes']) ? details['causes'] : [];
  const text = (value: unknown) => (typeof value === 'string' ? plain(value) : '');
  return causes.filter(isObject).map(({ reason, field, message }) => ({
    reason: text(reason),
    field: text(field),
    message: text(message),
  }));
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name could not be looked up',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  EPIPE: 'the connection was closed',
};

/** The error for a request that got no answer: network, TLS, or a way to credentials that failed. */
export function connectionError(error: unknown, asker: Asker): UserError {
  if (error instanceof UserError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const syscall = error instanceof Error && 'syscall' in error ? String(error.syscall) : '';
  const text = plain(error instanceof Error ? error.message : String(error));
  if (syscall.startsWith('spawn')) {
    const hint = 'install the program that the kubeconfig names for logging in, or choose another user with --context';
    return new UserError('failed', `cannot get credentials for user ${asker.user}: ${text}`, hint);
  }
  const unreachable = UNREACHABLE[code] ?? (/socket hang up|timeout/i.test(text) ? text : undefined);
  if (unreachable) {
    const hint = `is the cluster of context ${asker.context} running? --context chooses another, --snapshot FILE needs none`;
    return new UserError('failed', `cannot reach the API server ${asker.server}: ${unreachable}`, hint);
  }
  if (/CERT|SIGNATURE|SSL|TLS|EPROTO|ISSUER/.test(code) || /certificate/i.test(text)) {
    const hint = `check certificate-authority and server of the cluster in context ${asker.context}`;
    return new UserError('failed', `cannot trust the API server ${asker.server}: ${text}`, hint);
  }
  return new UserError('failed', `cannot ask the API server ${asker.server}: ${text || code}`);
}

/** Text of the outside made safe for a terminal: one line, no control characters, bounded. */
export function plain(text: string): string {
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
  return line.length > 500 ? `${line.slice(0, 497)}...` : line;
}
