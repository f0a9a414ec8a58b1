import type { HttpMatch, StringMatch } from '../../model/kinds/virtual-service.js';
import type { RegexEngine } from '../../simulate/types.js';
import type { RouteRequest } from './types.js';

/**
 * Whether a request fulfils all conditions of a match. Gateways, ports and labels of the client are nothing that such a request
 * has: they are taken as fulfilled.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest
 */
export function matchesRequest(match: HttpMatch, request: RouteRequest, regex: RegexEngine): boolean {
  const { path, query } = splitUri(request);
  const holds = (wanted: StringMatch | undefined, value: string | undefined) => matchesText(wanted, value, regex);
  const fold = (text: string | undefined) => (match.ignoreUriCase ? text?.toLowerCase() : text);
  const uri = match.uri && { ...foldMatch(match.uri, fold) };
  const headers = new Map(request.headers);
  const among = (values: ReadonlyMap<string, string>, wanted: Readonly<Record<string, StringMatch>> | undefined) =>
    Object.entries(wanted ?? {}).map(([name, value]) => values.has(name) && holds(value, values.get(name)));
  return (
    holds(uri, fold(path)) &&
    holds(match.method, request.method) &&
    holds(match.authority, request.authority) &&
    holds(match.scheme, request.scheme) &&
    among(headers, lowerKeys(match.headers)).every(Boolean) &&
    !among(headers, lowerKeys(match.withoutHeaders)).some(Boolean) &&
    among(query, match.queryParams).every(Boolean)
  );
}

function splitUri({ uri, queryParams }: RouteRequest): {
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
} {
  const at = uri.indexOf('?');
  if (at < 0) return { path: uri, query: new Map(queryParams) };
  return { path: uri.slice(0, at), query: new Map([...new URLSearchParams(uri.slice(at + 1)), ...queryParams]) };
}

/** An empty condition only wants the value to be there. A regular expression must match the whole text, as in Envoy. */
function matchesText(wanted: StringMatch | undefined, value: string | undefined, regex: RegexEngine): boolean {
  if (!wanted) return true;
  const { exact, prefix, regex: pattern } = wanted;
  if (exact !== undefined) return value === exact;
  if (prefix !== undefined) return value?.startsWith(prefix) ?? false;
  if (pattern !== undefined) return value !== undefined && regex.matches(pattern, value);
  return true;
}

function foldMatch(match: StringMatch, fold: (text: string | undefined) => string | undefined): StringMatch {
  const exact = fold(match.exact);
  const prefix = fold(match.prefix);
  return { ...match, ...(exact !== undefined && { exact }), ...(prefix !== undefined && { prefix }) };
}

function lowerKeys<T>(values: Readonly<Record<string, T>> | undefined): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}
