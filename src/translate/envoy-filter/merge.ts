import { type Field, type MessageType, messageType } from '../../protobuf/messages.js';
import { PATCHED } from '../../protobuf/patched.js';
import { isWrapper } from '../../protobuf/well-known.js';
import { isList } from '../../xds/dump/field-names.js';
import { isMessage, type Json, type JsonMessage } from '../../xds/json.js';

/**
 * Merges as istiod merges messages: field by field, lists appended, scalars overwritten, one member of a choice replacing another.
 * Entries of maps and typed configurations are taken as a whole; a zero leaves a wrapper that is there as it was.
 * https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-Patch-Operation
 * @param type undefined for a message that Envoy's API doesn't have: nothing is known of its choices and maps
 */
export function mergeMessages(base: JsonMessage, patch: JsonMessage, type: MessageType | undefined): JsonMessage {
  const out: Record<string, Json | undefined> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    const field = type?.byJsonName.get(key);
    if (type && field?.oneOf !== undefined) dropRivals(out, field, type);
    const own = out[key];
    if (isMessage(own) && isMessage(value)) out[key] = mergeField(own, value, field);
    else if (isList(own) && isList(value)) out[key] = [...own, ...value];
    else if (own === undefined || !isZeroWrapper(field, value)) out[key] = value;
  }
  return out;
}

/** Of a choice a message has one member: setting another takes the first away. */
function dropRivals(out: Record<string, Json | undefined>, field: Field, type: MessageType): void {
  for (const other of type.fields) {
    if (other.oneOf === field.oneOf && other !== field) delete out[other.jsonName];
  }
}

function mergeField(own: JsonMessage, value: JsonMessage, field: Field | undefined): JsonMessage {
  if (field?.keys !== undefined || field?.type === 'google.protobuf.Struct') return { ...own, ...value };
  if ('@type' in own || '@type' in value) return value;
  return mergeMessages(own, value, field && messageType(field.type));
}

function isZeroWrapper(field: Field | undefined, value: Json): boolean {
  if (!field || !isWrapper(field.type)) return false;
  return value === false || value === 0 || value === '' || value === '0';
}

/** Merges typed configurations of one type; undefined for different ones, which don't merge. */
export function mergeTyped(own: JsonMessage, value: JsonMessage): JsonMessage | undefined {
  const url = own['@type'];
  if (url !== value['@type']) return undefined;
  return mergeMessages(
    own,
    value,
    typeof url === 'string' ? messageType(url.slice(url.lastIndexOf('/') + 1)) : undefined,
  );
}

/** Merges into a resource what a patch for such resources has; the patch decides what it becomes, as it does in istiod. */
export function mergeInto<T extends object>(base: T, patch: JsonMessage, applyTo: keyof typeof PATCHED): T {
  // A message of one type merged with a patch of that type stays of that type; Envoy is who checks the patch.
  return mergeMessages(base as unknown as JsonMessage, patch, messageType(PATCHED[applyTo])) as unknown as T;
}

/** A patch value that stands for a whole resource. */
export function asResource<T extends object>(patch: JsonMessage): T {
  return patch as unknown as T;
}
