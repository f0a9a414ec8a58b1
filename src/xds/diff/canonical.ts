import { isMessage, type Json, type JsonMessage } from '../json.js';
import { isAbsent } from './defaults.js';
import { listRule } from './lists.js';
import { scalarText } from './scalars.js';
import { isStruct } from './structs.js';

/** Text that is equal for values that mean the same: absent fields left out, keys and sets sorted, durations shortened. */
export function canonicalText(value: Json, field: string, holder: string, struct = false): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => canonicalText(item, field, holder, struct));
    if (!listRule(field, holder).ordered) items.sort();
    return `[${items.join()}]`;
  }
  if (isMessage(value)) return messageText(value, field, struct);
  return JSON.stringify(struct ? value : scalarText(value, field));
}

function messageText(message: JsonMessage, field: string, struct: boolean): string {
  const parts: string[] = [];
  for (const key of Object.keys(message).sort()) {
    const value = message[key];
    const inside = struct || isStruct(key, field, message);
    if (value === undefined || (!inside && isAbsent(value, key, field))) continue;
    parts.push(`${JSON.stringify(key)}:${canonicalText(value, key, field, inside)}`);
  }
  return `{${parts.join()}}`;
}
