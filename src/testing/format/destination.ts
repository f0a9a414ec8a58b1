import type { DestinationPattern, ExpectedShare } from '../types.js';
import { type Cursor, hasFields, inside, optional, readNumber, readText, reject, withoutGaps } from './fields.js';

const SPELLING = /^([^:/\s]+)(?::(\d{1,5}))?(?:\/([^/\s]+))?$/;

/** A service as `HOST[:PORT][/SUBSET]`, or as an object with these fields as a VirtualService has them. */
export function readDestination(at: Cursor): DestinationPattern | undefined {
  if (typeof at.value !== 'object' || at.value === null) {
    const text = readText(at);
    return text === undefined ? undefined : (parseDestination(text) ?? reject(at, 'HOST[:PORT][/SUBSET]'));
  }
  if (!hasFields(at, ['host', 'port', 'subset'])) return undefined;
  const host = readText(inside(at, 'host'));
  if (host === undefined) return undefined;
  return withoutGaps<DestinationPattern>({
    host,
    port: optional(at, 'port', readPort),
    subset: optional(at, 'subset', readText),
  });
}

/** `HOST[:PORT][/SUBSET]` in its parts; undefined for other texts. */
export function parseDestination(text: string): DestinationPattern | undefined {
  const [, host, port, subset] = SPELLING.exec(text) ?? [];
  if (host === undefined) return undefined;
  return { host, ...(port !== undefined && { port: Number(port) }), ...(subset !== undefined && { subset }) };
}

function readPort(at: Cursor): number | undefined {
  return typeof at.value === 'object' && at.value !== null && hasFields(at, ['number'])
    ? readNumber(inside(at, 'number'))
    : readNumber(at);
}

/** Shares as `{DESTINATION: PERCENT}`, or as a list of `{destination, weight}`. */
export function readWeights(at: Cursor): readonly ExpectedShare[] | undefined {
  const { value } = at;
  if (Array.isArray(value)) return value.flatMap((_, i) => readShare(inside(at, i), 'weight') ?? []);
  if (typeof value !== 'object' || value === null) return reject(at, 'DESTINATION: PERCENT');
  return Object.keys(value).flatMap((key) => {
    const destination = parseDestination(key);
    const percent = readNumber(inside(at, key));
    if (!destination) reject(inside(at, key), 'HOST[:PORT][/SUBSET]');
    return destination && percent !== undefined ? [{ destination, percent }] : [];
  });
}

/** Where copies go: a destination, one with its percentage, or a list of both; `none` or an empty list for no copies. */
export function readMirrors(at: Cursor): readonly ExpectedShare[] | undefined {
  const { value } = at;
  if (value === 'none' || value === false) return [];
  if (Array.isArray(value)) return value.flatMap((_, i) => readShare(inside(at, i), 'percent') ?? []);
  const share = readShare(at, 'percent');
  return share && [share];
}

function readShare(at: Cursor, field: 'weight' | 'percent'): ExpectedShare | undefined {
  const { value } = at;
  if (typeof value !== 'object' || value === null || 'host' in value) {
    const destination = readDestination(at);
    return destination && { destination };
  }
  if (!hasFields(at, ['destination', field])) return undefined;
  const destination = readDestination(inside(at, 'destination'));
  const percent = optional(at, field, readNumber);
  return destination && { destination, ...(percent !== undefined && { percent }) };
}
