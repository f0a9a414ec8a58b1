import type { HeaderOperations, HttpRule } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import type { RuleFacts } from './facts.js';
import { isAuthority } from './headers.js';
import { checkHttpStatus } from './http-statuses.js';
import { checkPort } from './ports.js';
import { checkRegex } from './string-match.js';
import { error, warning } from './violation.js';

type Redirect = NonNullable<HttpRule['redirect']>;
type DirectResponse = NonNullable<HttpRule['directResponse']>;
type Rewrite = NonNullable<HttpRule['rewrite']>;

/** Tells the first thing that is wrong. https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRedirect */
export function checkRedirect(redirect: Redirect, path: Path): readonly Violation[] {
  const { authority, derivePort, port, redirectCode = 0, scheme, uri } = redirect;
  if (!uri && !authority && !scheme && port === undefined && derivePort === undefined) {
    return [error(path, 'redirect has no uri, authority, scheme or port')];
  }
  if (redirectCode !== 0 && (redirectCode < 300 || redirectCode > 399)) {
    return [error([...path, 'redirectCode'], `redirectCode ${redirectCode} is not within 300..399`)];
  }
  if (scheme && scheme !== 'http' && scheme !== 'https') {
    return [error([...path, 'scheme'], 'scheme of redirect is neither http nor https')];
  }
  return port ? checkPort(port, [...path, 'port']) : [];
}

const LARGE_BODY = 100 * 1024;
const LARGEST_BODY = 1024 * 1024;

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPDirectResponse */
export function checkDirectResponse({ body, status = 0 }: DirectResponse, path: Path): readonly Violation[] {
  const size = bodySize(body);
  const found: Violation[] = [];
  if (size > LARGEST_BODY) {
    found.push(error([...path, 'body'], 'body of directResponse is larger than 1 MiB; every proxy would hold it'));
  } else if (size > LARGE_BODY) {
    found.push(warning([...path, 'body'], 'body of directResponse is larger than 100 KiB; every proxy holds it'));
  }
  found.push(...checkHttpStatus(status, [...path, 'status']));
  return found;
}

/** Bytes: of the text in UTF-8, or of what the base64 stands for. */
function bodySize(body: DirectResponse['body']): number {
  if (body?.bytes !== undefined) return Math.floor((body.bytes.replace(/=+$/, '').length * 3) / 4);
  const text = body?.string ?? '';
  return text.length > LARGE_BODY / 3 ? new TextEncoder().encode(text).length : text.length;
}

/** Tells the first thing that is wrong. https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite */
export function checkRewrite(rewrite: Rewrite, path: Path, facts: RuleFacts): readonly Violation[] {
  const { authority, uri, uriRegexRewrite } = rewrite;
  if (uri && uriRegexRewrite) return [error(path, 'rewrite has uri and uriRegexRewrite; keep one of them')];
  if (!uri && !uriRegexRewrite && !authority) return [error(path, 'rewrite has no uri, uriRegexRewrite or authority')];
  if (!uriRegexRewrite) return [];
  const place = [...path, 'uriRegexRewrite'];
  if (!uriRegexRewrite.match || !uriRegexRewrite.rewrite) {
    return [error(place, 'uriRegexRewrite needs both match and rewrite')];
  }
  return checkRegex(uriRegexRewrite.match, 'uriRegexRewrite', [...place, 'match'], facts);
}

/** The authority of a request is written once: by rewrite or by one header. `path` leads to the request's operations. */
export function checkSingleAuthority(
  rewritten: string | undefined,
  request: HeaderOperations | undefined,
  path: Path,
): readonly Violation[] {
  if (!request) return [];
  let current = rewritten ?? '';
  for (const key of ['set', 'add'] as const) {
    for (const [name, value] of Object.entries(request[key] ?? {})) {
      if (!isAuthority(name)) continue;
      if (current !== '') {
        const text = `authority is written twice: ${JSON.stringify(current)} and ${JSON.stringify(value)}`;
        return [error([...path, key, name], text)];
      }
      current = value;
    }
  }
  return [];
}
