import type { HeaderOperations } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkHeaderValue } from './header-value.js';
import { isHttpToken } from './syntax.js';
import { error } from './violation.js';

type Headers = { readonly request?: HeaderOperations; readonly response?: HeaderOperations } | undefined;

/** Headers that a route sets, adds and removes. https://istio.io/latest/docs/reference/config/networking/virtual-service/#Headers */
export function checkHeaders(headers: Headers, path: Path): readonly Violation[] {
  if (!headers) return [];
  const { request, response } = headers;
  return [
    ...(request ? checkOperations(request, checkSettable, [...path, 'request']) : []),
    ...(response ? checkOperations(response, checkChangeable, [...path, 'response']) : []),
  ];
}

type NameCheck = (name: string, path: Path) => readonly Violation[];

function checkOperations(
  { add, set, remove }: HeaderOperations,
  checkName: NameCheck,
  path: Path,
): readonly Violation[] {
  const written = (values: Readonly<Record<string, string>> | undefined, key: 'add' | 'set') =>
    Object.entries(values ?? {}).flatMap(([name, value]) => [
      ...checkName(name, [...path, key, name]),
      ...checkHeaderValue(value, [...path, key, name]),
    ]);
  return [
    ...written(add, 'add'),
    ...written(set, 'set'),
    ...(remove ?? []).flatMap((name, i) => checkChangeable(name, [...path, 'remove', i])),
  ];
}

const EMPTY = 'header name is empty';

/** Requests may be given another authority. */
function checkSettable(name: string, path: Path): readonly Violation[] {
  if (name === '') return [error(path, EMPTY)];
  return name.startsWith(':') && !isAuthority(name) ? [pseudo(name, path)] : [];
}

function checkChangeable(name: string, path: Path): readonly Violation[] {
  if (name === '') return [error(path, EMPTY)];
  if (name.toLowerCase() === 'host') return [error(path, `header ${JSON.stringify(name)} can't be changed here`)];
  return name.startsWith(':') ? [pseudo(name, path)] : [];
}

function pseudo(name: string, path: Path): Violation {
  return error(path, `header ${JSON.stringify(name)} is a pseudo header of HTTP/2, which can't be changed here`);
}

export function isAuthority(name: string): boolean {
  const lower = name.toLowerCase();
  return lower === ':authority' || lower === 'host';
}

/** A name of a header that a probe sends: letters, digits and dashes, as Kubernetes wants it. */
export function checkProbeHeaderName(name: string, path: Path): readonly Violation[] {
  if (name === '') return [error(path, EMPTY)];
  return /^[-A-Za-z0-9]+$/.test(name) ? [] : [notAName(name, path)];
}

/** A name as CORS lists it. */
export function checkHeaderName(name: string, path: Path): readonly Violation[] {
  if (name === '') return [error(path, EMPTY)];
  return isHttpToken(name) ? [] : [notAName(name, path)];
}

const PSEUDO = new Set([':method', ':scheme', ':authority', ':path', ':status']);

/** A name that a route matches: a header, a pseudo header, or a claim of the request's token. */
export function checkMatchedName(name: string, path: Path): readonly Violation[] {
  if (name === '') return [error(path, EMPTY)];
  return isHttpToken(name) || PSEUDO.has(name) || isClaim(name) ? [] : [notAName(name, path)];
}

function notAName(name: string, path: Path): Violation {
  return error(path, `header name ${JSON.stringify(name)} has characters that HTTP doesn't take in one`);
}

/**
 * `@request.auth.claims.group` or `@request.auth.claims[group]`.
 * https://istio.io/latest/docs/tasks/security/authentication/jwt-route/
 */
export function isClaim(name: string): boolean {
  return name.startsWith('@') && /^@request\.auth\.claims(\.[^.[\]]|(\[[^[\]]+\])+$)/i.test(name);
}
