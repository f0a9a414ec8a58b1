import { asJson, type JsonMessage } from '../../xds/json.js';
import type { FilterChain } from '../../xds/types.js';
import { addressBytes, describeCidr, isInCidr } from '../match/ip.js';
import { messageList, numberField, stringField, stringList } from '../match/strings.js';
import type { SimulatedRequest } from '../types.js';
import type { Detected } from './detected.js';

/** A connection as the criteria of filter chains see it. */
export interface Arrival {
  readonly request: SimulatedRequest;
  readonly detected: Detected;
}

/** One criterion of a filter chain. */
export interface Criterion {
  /** As people call it. */
  readonly field: string;
  /**
   * How closely a chain fits: the closest go on to the next criterion, all others are out. 0 is a chain that does not ask,
   * undefined one that does not fit.
   */
  readonly closeness: (match: JsonMessage, arrival: Arrival) => number | undefined;
  /** What a chain asks for. */
  readonly expected: (match: JsonMessage) => string;
  readonly actual: (arrival: Arrival) => string | undefined;
}

/** The match of a chain as plain JSON: dumps have fields in it that we never make. */
export function matchOf(chain: FilterChain): JsonMessage {
  return asJson(chain.filterChainMatch ?? {});
}

/**
 * All criteria in Envoy's order. What fits closest at one counts, even if nothing of it fits at a later one.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/listener/v3/listener_components.proto#config-listener-v3-filterchainmatch
 */
export const CRITERIA: readonly Criterion[] = [
  {
    field: 'destination port',
    closeness: (match, { request }) => fitValue(numberField(match, 'destinationPort'), request.destination.port),
    expected: (match) => String(numberField(match, 'destinationPort')),
    actual: ({ request }) => String(request.destination.port),
  },
  {
    field: 'destination address',
    closeness: (match, { request }) => fitRanges(match['prefixRanges'], request.destination.address),
    expected: (match) => messageList(match['prefixRanges']).map(describeCidr).join(', '),
    actual: ({ request }) => request.destination.address,
  },
  {
    field: 'server name',
    closeness: (match, { detected }) => fitServerName(stringList(match['serverNames']), detected.serverName),
    expected: (match) => stringList(match['serverNames']).join(', '),
    actual: ({ detected }) => detected.serverName || undefined,
  },
  {
    field: 'transport protocol',
    closeness: (match, { detected }) =>
      fitValue(stringField(match, 'transportProtocol') || undefined, detected.transportProtocol),
    expected: (match) => stringField(match, 'transportProtocol') ?? '',
    actual: ({ detected }) => detected.transportProtocol,
  },
  {
    field: 'application protocol',
    closeness: (match, { detected }) =>
      fitProtocols(stringList(match['applicationProtocols']), detected.applicationProtocols),
    expected: (match) => stringList(match['applicationProtocols']).join(', '),
    actual: ({ detected }) => detected.applicationProtocols.join(', ') || undefined,
  },
  {
    field: 'direct source address',
    closeness: (match, { request }) => fitRanges(match['directSourcePrefixRanges'], request.source?.ip),
    expected: (match) => messageList(match['directSourcePrefixRanges']).map(describeCidr).join(', '),
    actual: ({ request }) => request.source?.ip,
  },
  {
    field: 'source type',
    closeness: (match, { request }) => fitSourceType(stringField(match, 'sourceType'), request),
    expected: (match) => stringField(match, 'sourceType') ?? '',
    actual: ({ request }) => (isLocal(request) ? 'SAME_IP_OR_LOOPBACK' : 'EXTERNAL'),
  },
  {
    field: 'source address',
    closeness: (match, { request }) => fitRanges(match['sourcePrefixRanges'], request.source?.ip),
    expected: (match) => messageList(match['sourcePrefixRanges']).map(describeCidr).join(', '),
    actual: ({ request }) => request.source?.ip,
  },
  {
    field: 'source port',
    closeness: (match, { request }) => {
      const ports = Array.isArray(match['sourcePorts']) ? match['sourcePorts'] : [];
      return ports.length === 0 ? 0 : ports.some((port) => port === request.source?.port) ? 1 : undefined;
    },
    expected: (match) => String(match['sourcePorts']),
    actual: ({ request }) => request.source?.port?.toString(),
  },
];

function fitValue<T>(wanted: T | undefined, actual: T): number | undefined {
  if (wanted === undefined) return 0;
  return wanted === actual ? 1 : undefined;
}

/** The longest prefix that has the address; no ranges are the same as all addresses. */
function fitRanges(value: JsonMessage[string], address: string | undefined): number | undefined {
  const ranges = messageList(value);
  if (ranges.length === 0) return 0;
  const lengths = ranges
    .filter((range) => isEverything(range, address) || isInCidr(address, range))
    .map((range) => numberField(range, 'prefixLen') ?? 0);
  return lengths.length > 0 ? Math.max(...lengths) : undefined;
}

/** An address that nobody knows is in the range of all addresses. */
function isEverything(range: JsonMessage, address: string | undefined): boolean {
  return address === undefined && !numberField(range, 'prefixLen');
}

/** The name itself is closest, then the longest `*.` name. */
function fitServerName(wanted: readonly string[], name: string): number | undefined {
  if (wanted.length === 0) return 0;
  if (name === '') return undefined;
  let best: number | undefined;
  for (const one of wanted) {
    const fits = one === name || (one.startsWith('*.') && name.length > one.length - 1 && name.endsWith(one.slice(1)));
    const length = one === name ? Number.POSITIVE_INFINITY : one.length;
    if (fits && length > (best ?? 0)) best = length;
  }
  return best;
}

/** The protocol that the client names first is closest. */
function fitProtocols(wanted: readonly string[], offered: readonly string[]): number | undefined {
  if (wanted.length === 0) return 0;
  const at = offered.findIndex((protocol) => wanted.includes(protocol));
  return at < 0 ? undefined : offered.length - at;
}

function fitSourceType(wanted: string | undefined, request: SimulatedRequest): number | undefined {
  if (wanted === undefined || wanted === 'ANY') return 0;
  return (wanted === 'SAME_IP_OR_LOOPBACK') === isLocal(request) ? 1 : undefined;
}

function isLocal({ source, destination }: SimulatedRequest): boolean {
  const ip = source?.ip;
  if (ip === undefined) return false;
  const bytes = addressBytes(ip) ?? [];
  return ip === destination.address || ip === '::1' || (bytes.length === 4 && bytes[0] === 127);
}
