import type { Json, JsonMessage } from '../../xds/json.js';

/*
 * Contents of typed configurations are not checked when a dump is read, so they are looked into with care: what has another type
 * than expected counts as absent.
 */

/** A field that is a message. */
export function messageField(message: JsonMessage | undefined, field: string): JsonMessage | undefined {
  const value = message?.[field];
  return isMessage(value) ? value : undefined;
}

/** A field that is a list of messages; empty when absent. */
export function messageList(message: JsonMessage | undefined, field: string): readonly JsonMessage[] {
  const value = message?.[field];
  return Array.isArray(value) ? value.filter(isMessage) : [];
}

/** A field that is a text; empty when absent, as in protobuf. */
export function textField(message: JsonMessage | undefined, field: string): string {
  const value = message?.[field];
  return typeof value === 'string' ? value : '';
}

function isMessage(value: Json | undefined): value is JsonMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
