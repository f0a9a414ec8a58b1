import { parseDuration } from '../../model/duration.js';
import type { HeaderChange } from '../../simulate/types.js';
import type { Expectation, ExpectedHeaders } from '../types.js';
import type { View } from './view.js';

type Wanted<K extends keyof Expectation> = NonNullable<Expectation[K]>;

export function checkRedirect(wanted: Wanted<'redirect'>, { first }: View): string | undefined {
  const { location, status, kind } = first;
  const same =
    kind === 'redirected' &&
    (wanted.location === undefined || wanted.location === location) &&
    (wanted.status === undefined || wanted.status === status);
  return same ? undefined : kind === 'redirected' ? `${status ?? ''} ${location ?? ''}` : kind;
}

export function checkRewrite(wanted: Wanted<'rewrite'>, { first }: View): string | undefined {
  const { path, authority } = first;
  const same =
    (wanted.path === undefined || wanted.path === path) &&
    (wanted.authority === undefined || wanted.authority === authority);
  if (same) return undefined;
  const said = [
    wanted.path !== undefined && (path ?? 'no path'),
    wanted.authority !== undefined && (authority ?? 'no authority'),
  ];
  return said.filter(Boolean).join(', ');
}

export function checkTimeout(wanted: string, { first }: View): string | undefined {
  const actual = first.timeout ?? (first.kind === 'forwarded' ? 'none' : undefined);
  return actual !== undefined && sameDuration(wanted, actual) ? undefined : (actual ?? 'the request is not forwarded');
}

function sameDuration(one: string, other: string): boolean {
  return nanoseconds(one) === nanoseconds(other);
}
/** None at all is 0, as Envoy has it. */
function nanoseconds(text: string): number | undefined {
  return text === 'none' ? 0 : parseDuration(text);
}

export function checkRetries(wanted: Wanted<'retries'>, { first }: View): string | undefined {
  const { attempts = 0, on = '', perTryTimeout = 'none', statusCodes } = first.retries ?? {};
  const same =
    (wanted.attempts === undefined || wanted.attempts === attempts) &&
    (wanted.retryOn === undefined || conditions(wanted.retryOn) === conditions(on, statusCodes)) &&
    (wanted.perTryTimeout === undefined || sameDuration(wanted.perTryTimeout, perTryTimeout));
  return same
    ? undefined
    : first.retries
      ? writeRetries({ attempts, retryOn: conditions(on, statusCodes), perTryTimeout })
      : 'none';
}

/** Conditions in any order, with the status codes that Istio takes among them and Envoy beside them. */
function conditions(list: string, statusCodes: readonly number[] = []): string {
  const words = [...list.split(',').map((word) => word.trim()), ...statusCodes.map(String)];
  const told = new Set(words.filter((word) => word !== '' && word !== 'retriable-status-codes'));
  return [...told].sort().join(',');
}

export function writeRetries({ attempts, retryOn, perTryTimeout }: Wanted<'retries'>): string {
  const parts = [
    attempts !== undefined && String(attempts),
    retryOn && `on ${retryOn}`,
    perTryTimeout && `${perTryTimeout} each`,
  ];
  return parts.filter(Boolean).join(', ');
}

export function checkFault(wanted: Wanted<'fault'>, { outcomes }: View): string | undefined {
  const fault = outcomes.find((outcome) => outcome.fault)?.fault;
  const same =
    (wanted.delay === undefined || sameDuration(wanted.delay, fault?.delay ?? 'none')) &&
    (wanted.abort === undefined || wanted.abort === (fault?.abort ?? 0));
  return same ? undefined : fault ? writeFault(fault) : 'no fault';
}

export function writeFault({ delay, abort }: Wanted<'fault'>): string {
  return [delay !== undefined && `delay ${delay}`, abort !== undefined && `abort ${abort}`].filter(Boolean).join(', ');
}

export function checkHeaders(wanted: Wanted<'headers'>, { first }: View): string | undefined {
  const wrong = [
    ...wrongHeaders('request', wanted.request, first.requestHeaders),
    ...wrongHeaders('response', wanted.response, first.responseHeaders),
  ];
  return wrong.length === 0 ? undefined : wrong.join('; ');
}

function wrongHeaders(
  side: string,
  wanted: ExpectedHeaders | undefined,
  changes: readonly HeaderChange[] | undefined,
): readonly string[] {
  return Object.entries(wanted ?? {}).flatMap(([name, value]) => {
    const own = (changes ?? []).filter((change) => change.name.toLowerCase() === name);
    const found = own.some((change) => (value === undefined ? change.action === 'remove' : change.value === value));
    if (found) return [];
    const said = own.map((change) => `${change.action} ${change.value ?? ''}`.trim()).join(', ');
    return [`${side} header ${name}: ${said || 'left as it is'}`];
  });
}

export function writeHeaders({ request, response }: Wanted<'headers'>): string {
  const write = (side: string, headers: ExpectedHeaders | undefined) =>
    Object.entries(headers ?? {}).map(([name, value]) => `${side} header ${name}: ${value ?? 'removed'}`);
  return [...write('request', request), ...write('response', response)].join('; ');
}
