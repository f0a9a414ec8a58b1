import type { Json, JsonMessage } from '../json.js';
import { DumpError } from './dump-error.js';
import { camelCase, DEPTH_LIMIT, isList, isMessage } from './field-names.js';

/** What Envoy writes in place of what is secret, and the same as bytes. */
const REDACTED = '[redacted]';
const REDACTED_BYTES = 'W3JlZGFjdGVkXQ==';

/** Fields that Envoy marks sensitive: a DataSource, a list of them, or a text. */
const SENSITIVE: ReadonlySet<string> = new Set([
  'privateKey',
  'password',
  'keys',
  'secret',
  'accessToken',
  'refreshToken',
  'jsonWebToken',
  'users',
]);

/**
 * A copy in which private keys, passwords and tokens are replaced as Envoy's admin interface replaces them. Envoy has done it in
 * dumps of its own; others may not have. Names may be in snake_case or in lowerCamelCase, and are kept.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/operations/admin#get--config_dump
 */
export function redact(message: JsonMessage): JsonMessage {
  return redactMessage(message, 0);
}

function redactMessage(message: JsonMessage, depth: number): JsonMessage {
  if (depth > DEPTH_LIMIT) throw new DumpError(`a message is nested deeper than ${DEPTH_LIMIT} levels`);
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(message)) {
    const value = message[key];
    if (value === undefined || key === '__proto__') continue;
    copy[key] = SENSITIVE.has(camelCase(key)) ? hide(value, depth + 1) : redactValue(value, depth + 1);
  }
  return copy;
}

function redactValue(value: Json, depth: number): Json {
  if (depth > DEPTH_LIMIT) throw new DumpError(`a message is nested deeper than ${DEPTH_LIMIT} levels`);
  if (isList(value)) return value.map((item) => redactValue(item, depth + 1));
  if (isMessage(value)) return redactMessage(value, depth);
  // A key in a place that nobody thought of: PEM is easily known.
  return typeof value === 'string' && /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value) ? REDACTED : value;
}

/** A sensitive field: the contents of a DataSource go, its file name stays. */
function hide(value: Json, depth: number): Json {
  if (isList(value)) return value.map((item) => (isMessage(item) ? hide(item, depth + 1) : item));
  if (!isMessage(value)) return typeof value === 'string' ? REDACTED : value;
  const inside = redactMessage(value, depth);
  const copy: Record<string, Json> = {};
  for (const [key, item] of Object.entries(inside)) {
    const name = camelCase(key);
    const hidden = name === 'inlineBytes' ? REDACTED_BYTES : name === 'inlineString' ? REDACTED : item;
    if (hidden !== undefined) copy[key] = hidden;
  }
  return copy;
}
