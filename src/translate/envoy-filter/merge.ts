import { type FieldKind, fieldKind, isList, isMessage, typeOf } from '../../xds/dump/field-names.js';
import type { Json, JsonMessage } from '../../xds/json.js';
import { WRAPPER_FIELDS } from '../../xds/wrapper-fields.js';
import { isZero } from './patch-values.js';

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
  ['localityWeightedLbConfig', 'zoneAwareLbConfig'],
  ['individualMethodStatsAllowlist', 'statsForAllMethods'],
  ['grpcService', 'httpService'],
  ['properCaseWords', 'statefulFormatter'],
  ['exactBalance', 'extendBalance'],
  ['disableStatelessSessionResumption', 'sessionTicketKeys', 'sessionTicketKeysSdsSecretConfig'],
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
 * Merges as istiod merges messages: field by field, lists appended, scalars overwritten, one member of a choice replacing another.
 * Entries of maps and typed configurations are taken as a whole; a zero leaves a wrapper that is there as it was.
 * https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-Patch-Operation
 */
export function mergeMessages(base: JsonMessage, patch: JsonMessage, holder = ''): JsonMessage {
  const out: Record<string, Json | undefined> = { ...base };
  const type = typeOf(base);
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (!SIDE_BY_SIDE.has(holder)) for (const rival of RIVALS.get(key) ?? []) delete out[rival];
    const own = out[key];
    if (isMessage(own) && isMessage(value)) out[key] = mergeField(own, value, key, fieldKind(key, holder, type));
    else if (isList(own) && isList(value)) out[key] = [...own, ...value];
    else if (own === undefined || !isZero(value) || !WRAPPER_FIELDS.has(key)) out[key] = value;
  }
  return out;
}

function mergeField(own: JsonMessage, value: JsonMessage, key: string, kind: FieldKind): JsonMessage {
  if (kind !== 'message') return { ...own, ...value };
  return '@type' in own || '@type' in value ? value : mergeMessages(own, value, key);
}

/** Merges typed configurations of one type; undefined for different ones, which don't merge. */
export function mergeTyped(own: JsonMessage, value: JsonMessage): JsonMessage | undefined {
  return own['@type'] === value['@type'] ? mergeMessages(own, value, 'typedConfig') : undefined;
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
