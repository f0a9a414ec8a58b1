import { isList, isMessage, toCamelCase } from '../../xds/dump/field-names.js';
import type { Json, JsonMessage } from '../../xds/json.js';
import { WRAPPER_FIELDS } from '../../xds/wrapper-fields.js';

/** Fields of which a message can have one: setting another takes the first away. */
const ONE_OF: readonly (readonly string[])[] = [
  ['directResponse', 'filterAction', 'nonForwardingAction', 'redirect', 'route'],
  [
    'connectMatcher',
    'path',
    'pathMatchPolicy',
    'pathSeparatedPrefix',
    'prefix',
    'safeRegex',
    'exact',
    'suffix',
    'contains',
  ],
  ['cluster', 'clusterHeader', 'clusterSpecifierPlugin', 'inlineClusterSpecifierPlugin', 'weightedClusters'],
  ['autoHostRewrite', 'hostRewriteHeader', 'hostRewriteLiteral', 'hostRewritePathRegex'],
  ['pathRedirect', 'prefixRewrite', 'regexRewrite'],
  ['httpsRedirect', 'schemeRedirect'],
  ['configDiscovery', 'typedConfig'],
  ['autoConfig', 'explicitHttpConfig', 'useDownstreamProtocolConfig'],
  ['http2ProtocolOptions', 'http3ProtocolOptions', 'httpProtocolOptions'],
  ['rds', 'routeConfig', 'scopedRoutes'],
  ['combinedValidationContext', 'validationContext', 'validationContextSdsSecretConfig'],
  ['leastRequestLbConfig', 'maglevLbConfig', 'originalDstLbConfig', 'ringHashLbConfig', 'roundRobinLbConfig'],
  ['clusterType', 'type'],
  ['ads', 'apiConfigSource', 'path', 'pathConfigSource', 'self'],
  ['envoyInternalAddress', 'pipe', 'socketAddress'],
  ['environmentVariable', 'filename', 'inlineBytes', 'inlineString'],
];

const RIVALS: ReadonlyMap<string, readonly string[]> = new Map(
  [...new Set(ONE_OF.flat())].map((name) => [
    name,
    ONE_OF.filter((group) => group.includes(name)).flatMap((group) => group.filter((other) => other !== name)),
  ]),
);

/** Messages in which the fields of an HTTP protocol choice stand side by side. */
const SIDE_BY_SIDE: ReadonlySet<string> = new Set(['useDownstreamProtocolConfig', 'autoConfig', 'typedConfig']);

/**
 * A patch value in the form in which resources are emitted: lowerCamelCase names, and no scalar that says what its absence
 * says.
 */
export function canonicalPatch(value: JsonMessage): JsonMessage {
  return withoutDefaults(toCamelCase(value));
}

function withoutDefaults(message: JsonMessage): JsonMessage {
  const out: Record<string, Json> = {};
  const isStruct = message['@type'] === 'type.googleapis.com/udpa.type.v1.TypedStruct';
  for (const [key, value] of Object.entries(message)) {
    if (value === undefined || value === null || isUnset(key, value)) continue;
    if (VERBATIM.has(key) || (isStruct && key === 'value')) out[key] = value;
    else if (isList(value)) out[key] = value.map((item) => (isMessage(item) ? withoutDefaults(item) : item));
    else out[key] = isMessage(value) ? withoutDefaults(value) : scalar(key, value, message['@type']);
  }
  return out;
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

/** Such fields whose name is a shorter integer in other messages, by the type of the message. */
const LONG_FIELDS_OF: Readonly<Record<string, readonly string[]>> = {
  'type.googleapis.com/envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit': ['maxConnections'],
};

function scalar(key: string, value: Json, type: Json | undefined): Json {
  if (typeof value !== 'number') return value;
  const ofType = typeof type === 'string' && Object.hasOwn(LONG_FIELDS_OF, type) ? LONG_FIELDS_OF[type] : undefined;
  return LONG_FIELDS.has(key) || ofType?.includes(key) ? String(value) : value;
}

/** Structs: every value in them counts. */
const VERBATIM: ReadonlySet<string> = new Set(['filterMetadata', 'jsonFormat', 'staticLayer']);

function isUnset(key: string, value: Json): boolean {
  if (value !== false && value !== 0 && value !== '') return false;
  return !WRAPPER_FIELDS.has(key) && !ALWAYS_SET.has(key);
}

/** Members of a choice count by being there. */
const ALWAYS_SET: ReadonlySet<string> = new Set([
  'prefix',
  'path',
  'pathRedirect',
  'exact',
  'inlineString',
  'presentMatch',
]);

/**
 * Merges as protobuf does: messages field by field, lists appended, scalars overwritten, one member of a choice replacing
 * another. https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-Patch-Operation
 */
export function mergeMessages(base: JsonMessage, patch: JsonMessage, holder = ''): JsonMessage {
  const out: Record<string, Json | undefined> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (!SIDE_BY_SIDE.has(holder)) for (const rival of RIVALS.get(key) ?? []) delete out[rival];
    const own = out[key];
    if (isMessage(own) && isMessage(value)) out[key] = mergeMessages(own, value, key);
    else if (isList(own) && isList(value)) out[key] = [...own, ...value];
    else out[key] = value;
  }
  return out;
}

/** Merges into a resource of a known type; the patch decides what it becomes, as it does in istiod. */
export function mergeInto<T extends object>(base: T, patch: JsonMessage): T {
  // A message of one type merged with a patch of that type stays of that type; Envoy is who checks the patch.
  return mergeMessages(base as unknown as JsonMessage, patch) as unknown as T;
}

/** A patch value that stands for a whole resource. */
export function asResource<T extends object>(patch: JsonMessage): T {
  return patch as unknown as T;
}
