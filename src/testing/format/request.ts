import { isObject } from '../../model/decode.js';
import type { TestRequest } from '../types.js';
import { type Cursor, hasFields, inside, optional, readBoolean, readEach, readText, reject } from './fields.js';

/** Fields that a request may have. */
export const REQUEST_FIELDS: readonly string[] = [
  'method',
  'url',
  'headers',
  'sni',
  'tls',
  'alpn',
  'tcp',
  'inbound',
  'principal',
  'sourceIp',
];

/** More than a test needs, and less than what fills the memory. */
const MOST_REQUESTS = 10_000;

/** What one value of one field makes of a request. */
type Draft = Partial<TestRequest>;

/** The requests of a test: every combination of the values of its lists. */
export function readRequests(at: Cursor): readonly TestRequest[] {
  if (!hasFields(at, REQUEST_FIELDS)) return [];
  const [url, tcp] = [inside(at, 'url').value, inside(at, 'tcp').value].map(
    (value) => (value ?? undefined) !== undefined,
  );
  if (url === tcp) {
    reject(at, url ? 'either url or tcp, not both,' : 'a url', 'e.g. url: http://catalog.shop:8080/items');
    return [];
  }
  const axes: readonly (readonly Draft[])[] = [
    drafts(at, 'url', readText, (value) => ({ url: value })),
    drafts(at, 'tcp', readText, (value) => ({ tcp: value })),
    drafts(at, 'method', readText, (method) => ({ method })),
    headerDrafts(at),
    drafts(at, 'tls', readTls, (tls) => ({ tls })),
    drafts(at, 'sni', readText, (sni) => ({ sni })),
    drafts(at, 'alpn', readText, (alpn) => ({ alpn })),
    drafts(at, 'principal', readText, (principal) => ({ principal })),
    drafts(at, 'sourceIp', readText, (sourceIp) => ({ sourceIp })),
  ];
  const count = axes.reduce((product, axis) => product * axis.length, 1);
  if (count > MOST_REQUESTS) {
    reject(at, `at most ${MOST_REQUESTS} combinations (these are ${count})`);
    return [];
  }
  const inbound = optional(at, 'inbound', readBoolean) ?? false;
  const sets = axes.reduce<readonly Draft[]>(
    (before, axis) => before.flatMap((set) => axis.map((one) => ({ ...set, ...one }))),
    [{}],
  );
  return sets.map((set) => requestOf(set, inbound, count > 1));
}

/** A draft for each value of a field that may be a list; an empty one where the field is left out. */
function drafts<T>(
  at: Cursor,
  key: string,
  read: (at: Cursor) => T | undefined,
  draft: (value: T) => Draft,
): readonly Draft[] {
  return optional(at, key, (field) => readEach(field, read))?.map(draft) ?? [{}];
}

function readTls(at: Cursor): TestRequest['tls'] | undefined {
  const { value } = at;
  if (value === true || value === 'tls') return 'tls';
  if (value === false || value === 'none') return 'none';
  return value === 'mtls' ? value : reject(at, 'true, false or mtls');
}

/** A draft for each combination of the values of headers. */
function headerDrafts(at: Cursor): readonly Draft[] {
  const field = inside(at, 'headers');
  if (field.value === undefined || field.value === null) return [{}];
  if (!isObject(field.value)) {
    reject(field, 'an object of header names and values');
    return [{}];
  }
  let sets: readonly TestRequest['headers'][] = [[]];
  for (const name of Object.keys(field.value)) {
    const values = readEach(inside(field, name), readText);
    if (sets.length * values.length > MOST_REQUESTS) {
      reject(field, `at most ${MOST_REQUESTS} combinations`);
      break;
    }
    sets = sets.flatMap((set) => values.map((value) => [...set, [name.toLowerCase(), value] as const]));
  }
  return sets.map((headers) => ({ headers }));
}

function requestOf(draft: Draft, inbound: boolean, several: boolean): TestRequest {
  const request = { method: 'GET', headers: [], tls: 'as-url' as const, inbound, ...draft };
  return { ...request, label: labelOf(request, several) };
}

/** Method and URL, and of several requests what else tells them apart. */
function labelOf(request: Omit<TestRequest, 'label'>, several: boolean): string {
  const { method, url, tcp, headers, tls, sni, principal, sourceIp } = request;
  const what = url === undefined ? `TCP ${tcp ?? ''}` : `${method} ${url}`;
  const more = [
    ...headers.map(([name, value]) => `${name}: ${value}`),
    tls === 'as-url' ? undefined : `TLS: ${tls}`,
    sni && `SNI: ${sni}`,
    principal,
    sourceIp,
  ].filter(Boolean);
  return several && more.length > 0 ? `${what} (${more.join(', ')})` : what;
}
