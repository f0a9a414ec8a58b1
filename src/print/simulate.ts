import type { EndpointChoice, HeaderChange, NearMiss, Outcome, Step, Trace } from '../simulate/types.js';
import { formatTable } from './table.js';
import { printable } from './terminal.js';

/** `file:line` of what made an xDS object; nothing where that is not known, as on a live dump. */
export type OriginsOf = (object: object) => readonly string[];

/** How many routes that did not match are shown: the last ones came nearest. */
const SHOWN_MISSES = 8;

const WORDS: Readonly<Record<Step['kind'], string>> = {
  listener: 'listener',
  'filter-chain': 'filter chain',
  'network-filter': 'network filter',
  'http-filter': 'HTTP filter',
  'route-config': 'route config',
  'virtual-host': 'virtual host',
  route: 'route',
  cluster: 'cluster',
  endpoint: 'endpoint',
};

/** The way of a request, a line for each decision with the places of the resources behind it, then what becomes of it. */
export function formatTrace(trace: Trace, originsOf: OriginsOf): string {
  const rows = trace.steps.flatMap((step) => [
    ...missesOf(step, originsOf),
    [WORDS[step.kind], step.name || '-', step.decision, placesOf(step.object, originsOf)],
    ...(step.details ?? []).map((detail) => ['', '', detail, '']),
  ]);
  return `${formatTable(withoutTails(rows), { padding: 2 })}\n${formatOutcome(trace.outcome)}`;
}

/** What becomes of the request, in a few lines. */
export function formatOutcome(outcome: Outcome): string {
  const rows = [[`=> ${headline(outcome)}`], ...factsOf(outcome).map(([name, value]) => [`   ${name}: ${value}`])];
  return rows.map(([line = '']) => `${printable(line)}\n`).join('');
}

/** Rows for what stood before the choice and did not match. */
function missesOf(step: Step, originsOf: OriginsOf): string[][] {
  const misses = step.nearMisses ?? [];
  const left = misses.length - SHOWN_MISSES;
  const rows = misses
    .slice(-SHOWN_MISSES)
    .map((miss) => [`  not ${WORDS[step.kind]}`, miss.name || '-', whyOf(miss), placesOf(miss.object, originsOf)]);
  return left > 0 ? [[`  not ${left} more`, '', '', ''], ...rows] : rows;
}

function whyOf({ why }: NearMiss): string {
  const has = why.actual === undefined ? 'there is none' : `it is ${why.actual}`;
  return `${why.field}: wants ${why.expected}, ${has}`;
}

function placesOf(object: object | undefined, originsOf: OriginsOf): string {
  return object ? originsOf(object).join(', ') : '';
}

/** Rows end with their last cell that says something. */
function withoutTails(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows.map((row) => row.slice(0, row.findLastIndex((cell) => cell !== '') + 1));
}

function headline(outcome: Outcome): string {
  const { kind, status, cluster = '', reason } = outcome;
  const why = reason ? ` (${reason})` : '';
  switch (kind) {
    case 'forwarded':
      return `forwarded to ${cluster}`;
    case 'redirected':
      return `redirected: ${status ?? ''} ${outcome.location ?? ''}`;
    case 'answered':
      return `answered by the proxy: ${status ?? ''}${why}`;
    case 'denied':
      return `denied${status === undefined ? '' : `: ${status}`}${outcome.deniedBy ? ` by ${outcome.deniedBy}` : ''}${why}`;
    case 'not-found':
      return `no route: ${status ?? 404}${why}`;
    case 'no-upstream':
      return `no upstream${cluster ? ` for ${cluster}` : ''}: ${status ?? 'connection closed'}${why}`;
    case 'closed':
      return `connection closed${why}`;
  }
}

function factsOf(outcome: Outcome): readonly (readonly [string, string])[] {
  const { weights, retries, mirrors = [], timeout, path, authority, body, fault, endpoints = [] } = outcome;
  const rows: (readonly [string, string | undefined])[] = [
    ['weights', weights?.map((w) => `${round(w.percent)} % ${w.cluster}`).join(', ')],
    ['subset', outcome.subset],
    ['path', path],
    ['authority', authority],
    ['timeout', timeout],
    [
      'retries',
      retries &&
        `${retries.attempts} on ${retries.on}${retries.perTryTimeout ? `, ${retries.perTryTimeout} each` : ''}`,
    ],
    ['mirror', mirrors.map((m) => `${round(m.percent)} % ${m.cluster}`).join(', ') || undefined],
    [
      'fault',
      fault &&
        [fault.delay && `delay ${fault.delay}`, fault.abort && `abort ${fault.abort}`].filter(Boolean).join(', '),
    ],
    ['body', body],
    ['request headers', changes(outcome.requestHeaders)],
    ['response headers', changes(outcome.responseHeaders)],
    ['allowed by', outcome.allowedBy?.join(', ')],
    ['endpoints', describeEndpoints(endpoints)],
  ];
  return rows.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));
}

function changes(list: readonly HeaderChange[] | undefined): string | undefined {
  return list
    ?.map(({ action, name, value }) => `${action} ${name}${value === undefined ? '' : `: ${value}`}`)
    .join(', ');
}

/** How many endpoints are listed. */
const SHOWN_ENDPOINTS = 5;

function describeEndpoints(endpoints: readonly EndpointChoice[]): string {
  const shown = endpoints.slice(0, SHOWN_ENDPOINTS).map((e) => {
    const place = [e.priority > 0 && `priority ${e.priority}`, e.locality, e.health?.toLowerCase()]
      .filter(Boolean)
      .join(', ');
    return `${e.address}${e.port === undefined ? '' : `:${e.port}`}${place ? ` (${place})` : ''}`;
  });
  const rest = endpoints.length - shown.length;
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function round(percent: number): number {
  return Math.round(percent * 100) / 100;
}

/** The trace as data: xDS objects give way to the places of the resources behind them. */
export function traceData(trace: Trace, originsOf: OriginsOf): object {
  return {
    request: trace.request,
    steps: trace.steps.map(({ object, nearMisses, ...step }) => ({
      ...step,
      ...origins(object, originsOf),
      ...(nearMisses && {
        nearMisses: nearMisses.map((miss) => ({ name: miss.name, ...miss.why, ...origins(miss.object, originsOf) })),
      }),
    })),
    outcome: trace.outcome,
  };
}

function origins(object: object | undefined, originsOf: OriginsOf): { readonly origins?: readonly string[] } {
  const places = object ? originsOf(object) : [];
  return places.length > 0 ? { origins: places } : {};
}
