import { ApiError, connectionError } from './errors.js';
import { type Ask, type Method, type Route, send } from './transport.js';

const ATTEMPTS = 4;
/** Of an error that may be a fault of the request itself: more would only be slow. */
const DOUBTFUL_ATTEMPTS = 3;
const LONGEST_WAIT_MS = 5_000;

/** How a client bears an API server that is away. */
export interface Patience {
  /** For how long a request is asked again once the server has answered this client at all, in milliseconds. */
  readonly ms: number;
  /** Whether it has. Who never reached it is told at once. */
  reached: boolean;
}

/**
 * Sends a request, and again while that may help: the server is overloaded, restarting or the connection broke. What may
 * not be done twice (POST) is sent again only where the server can't have begun with it.
 * @throws ApiError for a refusal, UserError when there is no answer.
 */
export async function sendWithRetries(
  method: Method,
  path: string,
  ask: Ask,
  route: Route,
  patience: Patience,
): Promise<string> {
  const began = Date.now();
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await send(method, path, ask, route);
      patience.reached = true;
      return answer;
    } catch (error) {
      if (error instanceof ApiError) patience.reached = true;
      const left = patience.ms - (Date.now() - began);
      const repeatable = ask.repeatable ?? method !== 'POST';
      const wait = waitMs(error, { attempt, repeatable, patient: patience.reached && left > 0 });
      if (wait === undefined) throw connectionError(error, route.asker);
      await sleep(wait);
      if (!(error instanceof ApiError) && patience.ms > 0) await untilReady(route, began + patience.ms);
    }
  }
}

interface Attempt {
  readonly attempt: number;
  /** Doing it twice is as good as once. */
  readonly repeatable: boolean;
  /** There is time left to wait for a server that is away. */
  readonly patient: boolean;
}

/** How long to wait before asking again, or undefined when that would not help. */
export function waitMs(error: unknown, { attempt, repeatable, patient }: Attempt): number | undefined {
  const backoff = Math.min(250 * 2 ** (attempt - 1), LONGEST_WAIT_MS);
  if (error instanceof ApiError) {
    const { status } = error;
    if (!patient && attempt >= ATTEMPTS) return undefined;
    const passing = status === 429 || (repeatable && [502, 503, 504].includes(status));
    if (passing) return error.retryAfter === undefined ? backoff : Math.min(error.retryAfter * 1000, 10_000);
    return status === 500 && patient && repeatable && attempt < DOUBTFUL_ATTEMPTS ? backoff : undefined;
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (patient) {
    const refused = code === 'ECONNREFUSED';
    const broken = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code) || /hang up|timeout|aborted/.test(String(error));
    return refused || (broken && repeatable) ? backoff : undefined;
  }
  // A kept connection that the server closed in the same moment; a second one tells more.
  return code === 'ECONNRESET' && repeatable && attempt === 1 ? 0 : undefined;
}

/** A server that starts answers before it knows its roles: it would refuse what it will grant. */
async function untilReady(route: Route, end: number): Promise<void> {
  for (let attempt = 1; Date.now() < end; attempt++) {
    try {
      await send('GET', '/readyz', { what: 'ask whether it is ready' }, route);
      return;
    } catch (error) {
      // Who may not ask that is not told; the request itself shows it.
      if (error instanceof ApiError && error.status < 500 && error.status !== 429) return;
      await sleep(Math.min(250 * attempt, 1_000));
    }
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
