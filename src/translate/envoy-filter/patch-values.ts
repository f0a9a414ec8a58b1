import { httpStatusName } from '../../mesh/http-statuses.js';
import { fieldKind, isList, isMessage, toCamelCase, typeOf } from '../../xds/dump/field-names.js';
import type { Json, JsonMessage } from '../../xds/json.js';
import { WRAPPER_FIELDS } from '../../xds/wrapper-fields.js';
import { ZERO_NAMES, ZERO_NAMES_IN } from '../../xds/zero-names.js';

/**
 * A patch value in the form in which resources are emitted: lowerCamelCase names, and nothing that says what its absence says.
 * https://protobuf.dev/programming-guides/json/
 */
export function canonicalPatch(value: JsonMessage): JsonMessage {
  return canonicalMessage(toCamelCase(value), '');
}

function canonicalMessage(message: JsonMessage, holder: string): JsonMessage {
  const out: Record<string, Json> = {};
  const type = typeOf(message);
  for (const [key, value] of Object.entries(message)) {
    if (value === undefined || value === null || isUnset(key, value, holder)) continue;
    const kind = fieldKind(key, holder, type);
    if (kind === 'verbatim') out[key] = value;
    else if (isList(value)) out[key] = value.map((item) => (isMessage(item) ? canonicalMessage(item, key) : item));
    else if (!isMessage(value)) out[key] = scalar(key, value, type ?? holder);
    else out[key] = kind === 'map' ? canonicalMap(value, key) : canonicalMessage(value, key);
  }
  return out;
}

function canonicalMap(map: JsonMessage, holder: string): JsonMessage {
  const entries = Object.entries(map).map(([key, value]) => [
    key,
    isMessage(value) ? canonicalMessage(value, holder) : value,
  ]);
  return Object.fromEntries(entries);
}

/** Fields of 64 bit integers, which protobuf JSON writes as strings. */
const LONG_FIELDS: ReadonlySet<string> = new Set(
  `bytesToRelease cacheSize hitsAddend hostSelectionRetryMaxAttempts intValue limitKbps maxActiveDownstreamConnections
  maxBufferedBytes maxBytesPerDatagram maxCacheEntryCount maxCacheSizeBytes maxHeapSizeBytes
  maxIndividualCacheEntrySizeBytes maxMemoryBytes maxMetadataSize maxPacketLength maxPendingLookups maxRxDatagramSize
  maximumRingSize memoryBufferBytesLimit minClusterSize minimumRingSize queryTimeoutSeconds requestBodyBufferLimit
  requestsPerTimeUnit responseBufferSize seed storageBufferBytesLimit storageBufferQueueHighWatermarkBytes tableSize
  tokenLifetimeSeconds`.split(/\s+/),
);

/** Such fields whose name is a shorter integer in other messages, by the type of the message or the field that holds it. */
const LONG_FIELDS_OF: Readonly<Record<string, readonly string[]>> = {
  'type.googleapis.com/envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit': ['maxConnections'],
  hitsAddend: ['number'],
  rangeMatch: ['start', 'end'],
  socketOptions: ['level', 'name'],
};

function scalar(key: string, value: Json, typeOrHolder: string): Json {
  if (typeof value !== 'number') return value;
  if (key === 'code') return httpStatusName(String(value)) ?? value;
  const ofType = Object.hasOwn(LONG_FIELDS_OF, typeOrHolder) ? LONG_FIELDS_OF[typeOrHolder] : undefined;
  return LONG_FIELDS.has(key) || ofType?.includes(key) ? String(value) : value;
}

function isUnset(key: string, value: Json, holder: string): boolean {
  if (isList(value)) return value.length === 0;
  if (typeof value === 'string' && zeroName(key, holder) === value) return true;
  if (!isZero(value) || WRAPPER_FIELDS.has(key) || ALWAYS_SET.has(key)) return false;
  if (Object.hasOwn(ALWAYS_SET_IN, holder) && ALWAYS_SET_IN[holder]?.includes(key)) return false;
  return key !== 'defaultValue' || value !== false;
}

function zeroName(key: string, holder: string): string | undefined {
  const names = Object.hasOwn(ZERO_NAMES_IN, holder) ? ZERO_NAMES_IN[holder] : undefined;
  return names?.[key] ?? ZERO_NAMES.get(key);
}

/** The zero of a scalar type. */
export function isZero(value: Json): boolean {
  return value === false || value === 0 || value === '';
}

/** Members of a choice count by being there. */
const ALWAYS_SET: ReadonlySet<string> = new Set(
  `anyMatch boolMatch containsMatch disableStatelessSessionResumption environmentVariable exact exactMatch grpcStatus
  hostRewriteHeader httpStatus httpsRedirect inlineBytes inlineString intValue path pathRedirect pathSeparatedPrefix prefix
  prefixMatch presentMatch rejectAll requirementName schemeRedirect stringMatch stripAnyHostPort suffixMatch`.split(
    /\s+/,
  ),
);

/** Fields that are a member of a choice or a wrapper in some messages only, by the field that holds such a message. */
const ALWAYS_SET_IN: Readonly<Record<string, readonly string[]>> = {
  rateLimits: ['stage'],
  socketAddress: ['portValue'],
};
