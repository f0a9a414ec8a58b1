import type { Json, JsonMessage } from '../json.js';
import { isList, isMessage } from './field-names.js';

/*
 * Envoy prints fields by number, tools written in Go in the order in which the .proto file declares them. The orders differ in few
 * messages; these are the ones of a bootstrap.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/bootstrap/v3/bootstrap.proto
 */
const BOOTSTRAP = [
  'node',
  'nodeContextParams',
  'staticResources',
  'dynamicResources',
  'clusterManager',
  'hdsConfig',
  'flagsPath',
  'statsSinks',
  'deferredStatOptions',
  'statsConfig',
  'statsFlushInterval',
  'statsFlushOnAdmin',
  'watchdog',
  'watchdogs',
  'tracing',
  'layeredRuntime',
  'admin',
  'overloadManager',
];
const CONFIG_SOURCE = [
  'authorities',
  'path',
  'pathConfigSource',
  'apiConfigSource',
  'ads',
  'self',
  'initialFetchTimeout',
  'resourceApiVersion',
];

/** A copy of a bootstrap section whose fields are in the order of their declaration; those that are not known here go last. */
export function inDeclaredOrder(message: JsonMessage): JsonMessage {
  return orderMessage(message, '');
}

function orderMessage(message: JsonMessage, holder: string): JsonMessage {
  const order = holder === 'bootstrap' ? BOOTSTRAP : 'resourceApiVersion' in message ? CONFIG_SOURCE : [];
  const copy: Record<string, Json> = {};
  const known = order.filter((name) => Object.hasOwn(message, name));
  for (const name of new Set([...known, ...Object.keys(message)])) {
    const value = message[name];
    if (value !== undefined) copy[name] = orderValue(value, name);
  }
  return copy;
}

function orderValue(value: Json, holder: string): Json {
  if (isList(value)) return value.map((item) => orderValue(item, holder));
  return isMessage(value) ? orderMessage(value, holder) : value;
}
