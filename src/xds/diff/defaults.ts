import { isMessage, type Json } from '../json.js';
import { WRAPPER_FIELDS } from '../wrapper-fields.js';
import { ZERO_NAMES } from '../zero-names.js';
import { seconds } from './scalars.js';

/*
 * When a field that is written means the same as one that isn't: the zero of a plain protobuf scalar, an empty list or map,
 * and the values that Envoy takes where a message or wrapper is absent.
 * https://protobuf.dev/programming-guides/json/, https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/api
 */

/** Members of a oneof, which are set even when they are zero. */
const ONEOF: ReadonlySet<string> = new Set(
  `any exact prefix suffix contains path presentMatch portValue inlineString inlineBytes filename cluster hostRewriteLiteral
  stringValue numberValue boolValue nullValue listValue structValue pathRedirect`.split(/\s+/),
);

/** Values beside the first of an enumeration that mean the same as none. */
const SAME_AS_ZERO: ReadonlyMap<string, string> = new Map([
  // An endpoint whose health isn't known gets requests like a healthy one.
  ['healthStatus', 'HEALTHY'],
  ['type', 'STATIC'],
]);

/** What Envoy takes for wrappers and messages that are absent: `HOLDER.field`, or the field alone where its name is of one message. */
const DEFAULTS: ReadonlyMap<string, Json> = new Map(
  Object.entries<Json>({
    appendXForwardedHost: false,
    bindToPort: true,
    caseSensitive: true,
    choiceCount: 2,
    connectTimeout: '5s',
    dnsRefreshRate: '5s',
    enableReusePort: true,
    freebind: false,
    'lbEndpoints.loadBalancingWeight': 1,
    listenerFiltersTimeout: '15s',
    'maglevLbConfig.tableSize': 65537,
    maxDirectResponseBodySizeBytes: 4096,
    maxRequestHeadersKb: 60,
    mergeSlashes: false,
    normalizePath: false,
    'outlierDetection.baseEjectionTime': '30s',
    'outlierDetection.consecutive5xx': 5,
    'outlierDetection.consecutiveGatewayFailure': 5,
    'outlierDetection.consecutiveLocalOriginFailure': 5,
    'outlierDetection.enforcingConsecutive5xx': 100,
    'outlierDetection.enforcingConsecutiveGatewayFailure': 0,
    'outlierDetection.enforcingConsecutiveLocalOriginFailure': 100,
    'outlierDetection.enforcingLocalOriginSuccessRate': 100,
    'outlierDetection.enforcingSuccessRate': 100,
    'outlierDetection.interval': '10s',
    'outlierDetection.maxEjectionPercent': 10,
    'policy.overprovisioningFactor': 140,
    'prefixRanges.prefixLen': 0,
    'retryPolicy.numRetries': 1,
    'ringHashLbConfig.maximumRingSize': 8388608,
    'ringHashLbConfig.minimumRingSize': 1024,
    'route.timeout': '15s',
    'thresholds.maxConnections': 1024,
    'thresholds.maxPendingRequests': 1024,
    'thresholds.maxRequests': 1024,
    'thresholds.maxRetries': 3,
    transparent: false,
    useOriginalDst: false,
  }),
);

/** Fields of type map: an empty one is no message that somebody set. */
const MAPS: ReadonlySet<string> = new Set(['filterMetadata', 'typedPerFilterConfig', 'typedExtensionProtocolOptions']);

/** Messages that say nothing when they are empty, or hold only what is absent. */
const HOLLOW: ReadonlySet<string> = new Set([
  'policy',
  'metadata',
  'locality',
  'commonLbConfig',
  'circuitBreakers',
  'healthCheckConfig',
]);

/**
 * Whether a value means the same as an absent field.
 * @param field name of the field, and `holder` that of the field whose message it stands in; '' for a resource
 */
export function isAbsent(value: Json | undefined, field: string, holder: string): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (isMessage(value)) return isHollow(value, field);
  const standard = DEFAULTS.get(`${holder}.${field}`) ?? DEFAULTS.get(field);
  if (standard !== undefined) return same(value, standard);
  if (value === ZERO_NAMES.get(field) || value === SAME_AS_ZERO.get(field)) return true;
  if (ONEOF.has(field) || WRAPPER_FIELDS.has(field)) return false;
  return value === false || value === 0 || value === '' || value === '0';
}

function isHollow(value: Readonly<Record<string, Json | undefined>>, field: string): boolean {
  const keys = Object.keys(value);
  if (MAPS.has(field)) return keys.length === 0;
  return HOLLOW.has(field) && keys.every((key) => isAbsent(value[key], key, field));
}

function same(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a === 'object' || typeof b === 'object') return false;
  return String(a) === String(b) || (typeof a === 'string' && typeof b === 'string' && seconds(a) === seconds(b));
}
