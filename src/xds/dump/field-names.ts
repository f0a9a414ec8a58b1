import type { Json, JsonMessage } from '../json.js';
import { DumpError } from './dump-error.js';

/*
 * Envoy's admin interface prints protobuf JSON with the field names of the .proto files (snake_case); tools print lowerCamelCase.
 * Without descriptors, only the names of fields tell where keys are data: keys of maps and everything inside a Struct stay as
 * they are. https://protobuf.dev/programming-guides/json/
 */

/** Fields of type google.protobuf.Struct, or maps of them: nothing below is renamed. */
const VERBATIM: ReadonlySet<string> = new Set([
  'filterMetadata',
  'jsonFormat',
  'typedJsonFormat',
  'filterContext',
  'defaultSubset',
  'staticLayer',
  'transportSocketMatchCriteria',
]);

/** The same for fields whose name alone doesn't tell: field -> the fields that hold the message. */
const VERBATIM_IN: Readonly<Record<string, readonly string[]>> = {
  metadata: ['node', 'userAgentBuildVersion'],
  match: ['transportSocketMatches'],
  config: ['googleGrpc'],
};

/** Fields of type map: the keys stay, the values are messages. In rules of JWT authentication, `requires` is a message. */
const MAPS: ReadonlySet<string> = new Set([
  'typedFilterMetadata',
  'typedPerFilterConfig',
  'typedExtensionProtocolOptions',
  'policies',
  'providers',
  'requirementMap',
  'requires',
  'namedEndpoints',
  'dimensions',
  'contextExtensions',
  'args',
  'map',
  'sourceCodes',
  'keyValues',
  'allowedCapabilities',
  'dynamicParameters',
  'params',
  'paramsMatch',
  'perFilterConfig',
  'clusterMinHealthyPercentages',
  'contentTypes',
  'extractionByMethod',
  'extractionsByMethod',
  'requestFieldExtractions',
  'requestExtractionByField',
  'responseExtractionByField',
  'mappedRequestAttributes',
  'mappedResponseAttributes',
  'methodConfigs',
  'namedFilterChains',
  'secretConfigs',
]);

/** Any types whose `value` is no message. */
const VALUE_TYPES = /(^|[./])(TypedStruct|google\.protobuf\.(Struct|Value|ListValue))$/;

/** How deep a resource may be nested; Envoy's own limit on protobuf messages is 100. */
export const DEPTH_LIMIT = 200;

const camelNames = new Map<string, string>();

/** lowerCamelCase of a protobuf field name. Names that are so already stay as they are. */
export function camelCase(name: string): string {
  if (!name.includes('_') || name.startsWith('@')) return name;
  const known = camelNames.get(name);
  if (known !== undefined) return known;
  const camel = name.replace(/_+([a-zA-Z0-9])/g, (_, next: string) => next.toUpperCase());
  if (camelNames.size < 20_000) camelNames.set(name, camel);
  return camel;
}

/** What a field holds: messages, a map of them, or data that is not touched. */
export type FieldKind = 'message' | 'map' | 'verbatim';

/**
 * What tells a Struct in a message: its type in an Any, and `Value` where metadata is set, whose `value` is one.
 * https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/filters/http/set_metadata/v3/set_metadata.proto
 */
export function typeOf(message: JsonMessage): string | undefined {
  const type = message['@type'];
  if (typeof type === 'string') return type;
  return 'metadata_namespace' in message || 'metadataNamespace' in message ? 'google.protobuf.Value' : undefined;
}

/** Kind of the field `name` of a message that stands in the field `holder`; both names in lowerCamelCase. */
export function fieldKind(name: string, holder: string, type: string | undefined): FieldKind {
  if (VERBATIM.has(name) || (Object.hasOwn(VERBATIM_IN, name) && VERBATIM_IN[name]?.includes(holder)))
    return 'verbatim';
  if (name === 'value' && type !== undefined && VALUE_TYPES.test(type)) return 'verbatim';
  return MAPS.has(name) && !(name === 'requires' && holder === 'rules') ? 'map' : 'message';
}

/**
 * A copy of a message with lowerCamelCase names and without nulls, which stand for absent fields. Keys of maps and Structs are
 * sorted.
 * @param holder field that holds the message: it tells a Struct from a message in a few places
 * @throws DumpError when it is nested too deep
 */
export function toCamelCase(value: JsonMessage, holder = ''): JsonMessage {
  return copyMessage(value, holder, 0);
}

function copyMessage(message: JsonMessage, holder: string, depth: number): JsonMessage {
  if (depth > DEPTH_LIMIT) throw new DumpError(`a message is nested deeper than ${DEPTH_LIMIT} levels`);
  const type = typeOf(message);
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(message)) {
    const value = message[key];
    if (value === null || value === undefined || key === '__proto__') continue;
    const name = camelCase(key);
    const kind = fieldKind(name, holder, type);
    if (kind === 'verbatim') copy[name] = sortedCopy(value, depth + 1);
    else if (kind === 'map' && isMessage(value)) copy[name] = copyMap(value, name, depth + 1);
    else copy[name] = copyValue(value, name, depth + 1);
  }
  return copy;
}

function copyMap(map: JsonMessage, name: string, depth: number): JsonMessage {
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(map).sort()) {
    const value = map[key];
    if (value !== null && value !== undefined && key !== '__proto__') copy[key] = copyValue(value, name, depth + 1);
  }
  return copy;
}

function copyValue(value: Json, name: string, depth: number): Json {
  if (depth > DEPTH_LIMIT) throw new DumpError(`a message is nested deeper than ${DEPTH_LIMIT} levels`);
  if (isList(value)) return value.map((item) => copyValue(item, name, depth + 1));
  return isMessage(value) ? copyMessage(value, name, depth) : value;
}

/** Keys of a Struct have no order of their own; sorted, two prints of the same are equal. */
function sortedCopy(value: Json, depth: number): Json {
  if (depth > DEPTH_LIMIT) throw new DumpError(`a message is nested deeper than ${DEPTH_LIMIT} levels`);
  if (isList(value)) return value.map((item) => sortedCopy(item, depth + 1));
  if (!isMessage(value)) return value;
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    if (item !== undefined && key !== '__proto__') copy[key] = sortedCopy(item, depth + 1);
  }
  return copy;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether a JSON value is an object. */
export function isMessage(value: Json | undefined): value is JsonMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
