import { type DecodeContext, isObject, list, map, string } from '../../model/decode.js';
import { type HttpRule, virtualService } from '../../model/kinds/virtual-service.js';
import { suggest } from '../../model/suggest.js';
import { textOf } from '../../model/text.js';
import type { RouteRequest, RouteTest } from '../route-cases/types.js';
import { type Cursor, inside, reject } from './fields.js';

const TEST_FIELDS = [
  'description',
  'wantMatch',
  'request',
  'route',
  'redirect',
  'rewrite',
  'fault',
  'headers',
  'delegate',
];
const REQUEST_FIELDS = ['authority', 'method', 'uri', 'headers', 'scheme', 'queryParams'];
/** Fields of an HTTP rule that a test may name. */
export const RULE_FIELDS = ['route', 'redirect', 'rewrite', 'fault', 'headers', 'delegate'] as const;

/**
 * The tests of a document in istio-config-validator's format. What that program leaves alone, such as fields that it does not
 * know, is left alone here too; `notes` gets them. https://github.com/getyourguide/istio-config-validator/blob/main/docs/test-cases.md
 */
export function readRouteTests(at: Cursor, key: string, notes: Cursor['problems']): readonly RouteTest[] {
  const list = inside(at, key);
  if (!Array.isArray(list.value)) {
    reject(list, 'a list of test cases');
    return [];
  }
  return list.value.flatMap((_, i) => readTest(inside(list, i), notes) ?? []);
}

function readTest(at: Cursor, notes: Cursor['problems']): RouteTest | undefined {
  const { value } = at;
  if (!isObject(value)) return reject(at, 'a test case');
  noteUnknown(at, TEST_FIELDS, notes);
  const requests = readRequests(inside(at, 'request'), notes);
  const expect = readRule(at);
  const description = value['description'];
  const name = typeof description === 'string' && description !== '' ? description : (requests[0]?.label ?? '');
  return { kind: 'route', name, path: at.path, requests, expect, wantMatch: value['wantMatch'] === true };
}

function noteUnknown(at: Cursor, known: readonly string[], notes: Cursor['problems']): void {
  if (!isObject(at.value)) return;
  for (const key of Object.keys(at.value)) {
    if (known.includes(key)) continue;
    const near = suggest(key, known);
    const hint = near && { hint: `did you mean ${near}?` };
    notes.push({ path: [...at.path, key], message: 'unknown field, not looked at', ...hint });
  }
}

/** What the rule must have, read as a VirtualService is read. */
function readRule(at: Cursor): HttpRule {
  const fields = RULE_FIELDS.map((field) => [field, inside(at, field).value] as const).filter(
    ([, v]) => v !== undefined,
  );
  const context = decoding(at, []);
  const body = virtualService({ spec: { http: [Object.fromEntries(fields)] } }, context);
  report(at, context, ['spec', 'http', 0].length);
  return body?.spec?.http?.[0] ?? {};
}

function readRequests(at: Cursor, notes: Cursor['problems']): readonly RouteRequest[] {
  if (!isObject(at.value)) {
    reject(at, 'a request');
    return [];
  }
  noteUnknown(at, REQUEST_FIELDS, notes);
  const texts = (key: string) => {
    const values = decoded(inside(at, key), list(string)) ?? [];
    if (values.length === 0) reject(inside(at, key), 'a list with at least one text');
    return values;
  };
  const [authorities, methods, uris] = [texts('authority'), texts('method'), texts('uri')];
  const values = (key: string) => {
    const field = inside(at, key);
    return field.value === undefined || field.value === null ? {} : (decoded(field, map(string)) ?? {});
  };
  const query = inside(at, 'queryParams').value;
  const scheme = inside(at, 'scheme').value;
  const shared = {
    headers: Object.entries(values('headers')).map(([name, value]) => [name.toLowerCase(), value] as const),
    // A parameter without a value is there all the same.
    queryParams: isObject(query) ? Object.entries(query).map(([name, v]) => [name, textOf(v ?? '')] as const) : [],
    scheme: typeof scheme === 'string' ? scheme : 'http',
  };
  return uris.flatMap((uri) =>
    authorities.flatMap((authority) =>
      methods.map((method) => ({ ...shared, label: `${method} ${authority}${uri}`, uri, authority, method })),
    ),
  );
}

function decoded<T>(at: Cursor, decode: (value: unknown, context: DecodeContext) => T | undefined): T | undefined {
  if (at.value === undefined || at.value === null) return undefined;
  const context = decoding(at, at.path);
  const value = decode(at.value, context);
  report(at, context, 0);
  return value;
}

function decoding(_at: Cursor, path: Cursor['path']): DecodeContext {
  return { path: [...path], problems: [] };
}

function report(at: Cursor, { problems }: DecodeContext, outside: number): void {
  for (const { path, expected, found } of problems) {
    const within = outside > 0 ? [...at.path, ...path.slice(outside)] : path;
    at.problems.push({ path: within, message: `${expected} was expected, found ${found}` });
  }
}
