/*
 * Semantic equality of xDS resources: lists that Envoy takes as sets or keyed collections are compared as such, durations as
 * seconds. The order of routes, filters and socket matches counts.
 */
type Json = unknown;

function isRecord(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: Json): string {
  return JSON.stringify(value) ?? '';
}

/** A value in which deep equality means the same configuration. */
export function canonical(value: Json, key = ''): Json {
  if (Array.isArray(value)) return canonicalList(value, key);
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((k) => [k, canonical(value[k], k)]),
    );
  }
  if (typeof value === 'string' && /^-?\d+(\.\d+)?s$/.test(value)) return `${Number.parseFloat(value)}s`;
  return value;
}

function canonicalList(value: readonly Json[], key: string): Json {
  const list = value.map((v) => canonical(v));
  const byText = (a: Json, b: Json) => (text(a) < text(b) ? -1 : 1);
  switch (key) {
    case 'proxies':
    case 'virtualHosts':
    case 'filterChains':
    case 'domains':
    case 'lbEndpoints':
    case 'endpoints':
      return list.sort(byText);
    default:
      return list;
  }
}
