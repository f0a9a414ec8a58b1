import { isMessage, type Json, type JsonMessage, mapMessage } from './json.js';

/** Messages that only Istio's build of Envoy knows. https://github.com/istio/proxy */
const ISTIO_TYPE = /^type\.googleapis\.com\/(io\.istio\.|istio\.|stats\.PluginConfig$|envoy\.tcp\.metadataexchange\.)/;
const TYPED_STRUCT = /^type\.googleapis\.com\/(udpa|xds)\.type\.v[13]\.TypedStruct$/;

/** Resources without the extensions that a stock Envoy lacks; each name that is dropped is noted once. */
export function dropIstioOnly(resources: readonly JsonMessage[], notes: Set<string>): readonly JsonMessage[] {
  const rewrite = (value: JsonMessage): JsonMessage => {
    const out: Record<string, Json | undefined> = {};
    for (const [key, field] of Object.entries(value)) {
      const kept = key === 'typedPerFilterConfig' ? keepConfigs(field, notes) : keepExtensions(field, notes);
      if (kept !== undefined) out[key] = kept;
    }
    return out;
  };
  return resources.map((resource) => mapMessage(resource, rewrite));
}

/** A list without Istio-only extensions, undefined when nothing else was in it. Anything else as it is. */
function keepExtensions(field: Json | undefined, notes: Set<string>): Json | undefined {
  if (!Array.isArray(field) || field.length === 0) return field;
  const kept = field.filter((item) => !(isMessage(item) && isIstioExtension(item, notes)));
  return kept.length > 0 ? kept : undefined;
}

function isIstioExtension(item: JsonMessage, notes: Set<string>): boolean {
  const { name, typedConfig } = item;
  if (typeof name !== 'string' || !isMessage(typedConfig) || !isIstioMessage(typedConfig)) return false;
  notes.add(`${name} is left out: only Istio's build of Envoy has it`);
  return true;
}

function isIstioMessage(config: JsonMessage): boolean {
  const type = config['@type'];
  if (typeof type !== 'string') return false;
  if (!TYPED_STRUCT.test(type)) return ISTIO_TYPE.test(type);
  const wrapped = config['typeUrl'];
  return typeof wrapped === 'string' && ISTIO_TYPE.test(wrapped);
}

/** Settings a route has for filters that are dropped go with them. */
function keepConfigs(field: Json | undefined, notes: Set<string>): Json | undefined {
  if (!isMessage(field)) return field;
  const kept = Object.entries(field).filter(([name, config]) => {
    if (!isMessage(config) || !isIstioMessage(config)) return true;
    notes.add(`${name} is left out: only Istio's build of Envoy has it`);
    return false;
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
