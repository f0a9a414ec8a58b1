import type { HttpMatch, StringMatch } from '../../model/kinds/virtual-service.js';
import type { RegexTest } from '../../model/regex.js';
import { covers, foldCase, type PlainMatch, plainMatch } from './matches.js';

/** A match of an HTTP rule, ready to be compared with others. Without a match a rule takes everything. */
export interface RequestMatch {
  readonly match: HttpMatch;
  readonly uri: PlainMatch;
  /** Names of gateways; undefined for all that the VirtualService is bound to. */
  readonly gateways: ReadonlySet<string> | undefined;
}

type StringMatches = Readonly<Record<string, StringMatch>> | undefined;

/** Reads a match; every path begins with a slash, so the prefix `/` takes all. */
export function readMatch(match: HttpMatch, gateways: readonly string[] | undefined): RequestMatch {
  const uri = plainMatch(match.uri);
  const isWhole = uri.kind === 'prefix' && uri.text === '/';
  return { match, uri: isWhole ? { kind: 'any' } : uri, gateways: gateways && new Set(gateways) };
}

/** False where a look at two matches tells that the outer one leaves requests of the inner one. */
export function mayCover(outer: HttpMatch, inner: HttpMatch): boolean {
  if (outer.headers && !inner.headers) return Object.keys(outer.headers).length === 0;
  if (outer.queryParams && !inner.queryParams) return Object.keys(outer.queryParams).length === 0;
  if (outer.method && !inner.method) return false;
  const [a, b] = [outer.uri, inner.uri];
  if (!a || outer.ignoreUriCase) return true;
  if (a.exact !== undefined) return b?.prefix === undefined && (b?.exact === undefined || b.exact === a.exact);
  if (a.prefix === undefined) return b !== undefined || a.regex === '.*';
  const text = b?.exact ?? b?.prefix;
  return text === undefined || text.startsWith(a.prefix);
}

/**
 * Whether the outer match takes every request that the inner one takes, whoever sends it and wherever it comes in. Says no
 * where that can't be told.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest
 */
export function matchCovers(outer: RequestMatch, inner: RequestMatch, regexTest: RegexTest): boolean {
  const [a, b] = [outer.match, inner.match];
  if (a.port !== undefined && a.port !== 0 && a.port !== b.port) return false;
  if (a.headers && !b.headers && Object.keys(a.headers).length > 0) return false;
  if (!placeCovers(outer, inner) || !clientCovers(outer, inner) || !uriCovers(outer, inner, regexTest)) return false;
  for (const key of ['method', 'scheme', 'authority'] as const) {
    if (a[key] && !covers(plainMatch(a[key]), plainMatch(b[key]), regexTest)) return false;
  }
  if (a.headers && !mapCovers(lowerKeys(a.headers), lowerKeys(b.headers), regexTest)) return false;
  if (a.queryParams && !mapCovers(a.queryParams, b.queryParams, regexTest)) return false;
  return !a.withoutHeaders || absenceCovers(lowerKeys(a.withoutHeaders), lowerKeys(b.withoutHeaders), regexTest);
}

function placeCovers({ gateways: a }: RequestMatch, { gateways: b }: RequestMatch): boolean {
  return a === undefined || (b !== undefined && [...b].every((gateway) => a.has(gateway)));
}

/** Conditions on the client don't count in a match that names gateways. */
function clientCovers(outer: RequestMatch, inner: RequestMatch): boolean {
  if (outer.match.gateways?.length) return true;
  const { sourceLabels = {}, sourceNamespace } = outer.match;
  const own = inner.match.gateways?.length ? {} : inner.match;
  if (sourceNamespace && sourceNamespace !== own.sourceNamespace) return false;
  return Object.entries(sourceLabels).every(([key, value]) => own.sourceLabels?.[key] === value);
}

function uriCovers(outer: RequestMatch, inner: RequestMatch, regexTest: RegexTest): boolean {
  const fold = outer.match.ignoreUriCase ?? false;
  // An expression knows nothing of case, and a condition that does takes less than one that doesn't.
  if (!fold && inner.match.ignoreUriCase && outer.uri.kind !== 'any') return false;
  if (!fold) return covers(outer.uri, inner.uri, regexTest);
  if (outer.match.uri?.regex !== undefined) return covers(outer.uri, inner.uri, regexTest);
  const [a, b] = [foldCase(outer.uri), foldCase(inner.uri)];
  return a !== undefined && b !== undefined && covers(a, b, regexTest);
}

/** A header or parameter that only the outer match asks for narrows it. */
function mapCovers(outer: StringMatches, inner: StringMatches, regexTest: RegexTest): boolean {
  return Object.entries(outer ?? {}).every(([name, value]) => {
    const own = inner?.[name];
    return own !== undefined && covers(plainMatch(value), plainMatch(own), regexTest);
  });
}

/** What the outer match forbids has to be forbidden by the inner one too. */
function absenceCovers(outer: StringMatches, inner: StringMatches, regexTest: RegexTest): boolean {
  return Object.entries(outer ?? {}).every(([name, value]) => {
    const own = inner?.[name];
    return own !== undefined && covers(plainMatch(own), plainMatch(value), regexTest);
  });
}

function lowerKeys(map: StringMatches): StringMatches {
  return map && Object.fromEntries(Object.entries(map).map(([name, value]) => [name.toLowerCase(), value]));
}
