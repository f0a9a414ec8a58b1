import { isObject } from '../../model/decode.js';
import { parseDuration } from '../../model/duration.js';
import type { Path } from '../../model/resource.js';
import { suggest } from '../../model/suggest.js';
import { type EnvoyMessage, type FieldType, fieldsOf, TYPED_MESSAGES } from './envoy-messages.js';
import { isEnvoyType } from './envoy-types.js';

/** What stands in the value of a patch, found in one walk. */
export interface EnvoyValueFacts {
  /** Values that their field can't hold, and types that nobody knows. */
  readonly wrong: Found[];
  readonly unknown: Found[];
  /** Filters and other extensions that have a name alone: neither typed_config nor config_discovery. */
  readonly bare: Found[];
}

export interface Found {
  readonly path: Path;
  readonly text: string;
}

/**
 * Looks through the value of a patch as the Envoy message that it is part of: known messages field by field, anything else for its
 * type URLs only. Fields may be spelled in snake_case or lowerCamelCase. https://protobuf.dev/programming-guides/json/
 */
export function inspectEnvoyValue(value: unknown, message: EnvoyMessage | undefined, path: Path): EnvoyValueFacts {
  const facts: EnvoyValueFacts = { wrong: [], unknown: [], bare: [] };
  if (isObject(value)) inspectMessage(value, { type: 'm', ...(message && { message }) }, path, facts);
  else facts.wrong.push({ path, text: `the value is no object` });
  return facts;
}

type Message = Readonly<Record<string, unknown>>;

function inspectMessage(value: Message, { message, listed }: FieldPlace, path: Path, facts: EnvoyValueFacts): void {
  const type = value['@type'];
  if (typeof type === 'string') inspectType(type, [...path, '@type'], facts);
  const known = typeof type === 'string' ? typedMessage(type) : message;
  const fields = known && fieldsOf(known);
  if (fields?.has('typed_config') && !listed && isBare(value)) {
    facts.bare.push({ path, text: String(value['name'] ?? '') });
  }
  for (const [key, item] of Object.entries(value)) {
    if (key === '@type' || item === null) continue;
    const field = fields?.get(snakeCase(key));
    const at = [...path, key];
    if (fields && !field) facts.unknown.push({ path: at, text: unknownField(key, known, fields.keys()) });
    else inspectField(item, { ...field, ...(listed && { listed }) }, at, facts);
  }
}

/** A field, and whether a list leads to it: the webhook looks for what is bare outside lists only. */
interface FieldPlace extends FieldType {
  readonly listed?: boolean;
}

function inspectField(value: unknown, field: FieldPlace, path: Path, facts: EnvoyValueFacts): void {
  const expected = field.type && EXPECTED[field.type];
  if (expected && !expected.test(value)) facts.wrong.push({ path, text: `${path.at(-1)} must be ${expected.name}` });
  else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) inspectField(item, itemOf(field), [...path, i], facts);
  } else if (isObject(value)) {
    checkTypes(value, String(path.at(-1)), path, facts);
    inspectMessage(value, field, path, facts);
  }
}

/** Fields that hold a message of any type, which names it, and those that hold several by name. */
const ANY = new Set(['typed_config', 'typedConfig']);
const ANY_BY_NAME = new Set([
  'typed_per_filter_config',
  'typedPerFilterConfig',
  'typed_extension_protocol_options',
  'typedExtensionProtocolOptions',
  'typed_filter_metadata',
  'typedFilterMetadata',
]);

function checkTypes(value: Message, field: string, path: Path, facts: EnvoyValueFacts): void {
  const untyped = (message: unknown) => isObject(message) && typeof message['@type'] !== 'string';
  if (ANY.has(field) && untyped(value)) facts.wrong.push({ path, text: `${field} has no @type` });
  if (!ANY_BY_NAME.has(field)) return;
  for (const [name, message] of Object.entries(value)) {
    if (untyped(message)) facts.wrong.push({ path: [...path, name], text: `${name} of ${field} has no @type` });
  }
}

function itemOf({ message }: FieldType): FieldPlace {
  return message ? { type: 'm', message, listed: true } : { listed: true };
}

const EXPECTED: Readonly<
  Record<NonNullable<FieldType['type']>, { readonly name: string; readonly test: (value: unknown) => boolean }>
> = {
  b: { name: 'true or false', test: (value) => typeof value === 'boolean' },
  n: { name: 'a number', test: (value) => typeof value === 'number' || /^-?\d+$/.test(String(value)) },
  s: { name: 'a text', test: (value) => typeof value === 'string' },
  d: {
    name: 'a duration such as "1.5s"',
    test: (value) => typeof value === 'string' && parseDuration(value) !== undefined,
  },
  m: { name: 'an object', test: isObject },
  l: { name: 'a list', test: Array.isArray },
};

const TYPE_URL = 'type.googleapis.com/';

/** A type is named by the last part of its URL. Envoy has dropped its API v2, and with it those types. */
function inspectType(type: string, path: Path, facts: EnvoyValueFacts): void {
  if (isEnvoyType(type.slice(type.lastIndexOf('/') + 1))) return;
  const hint = /\.v2(alpha\d*)?\./.test(type) ? '; take the one of API v3' : '';
  facts.wrong.push({ path, text: `there is no message of type ${JSON.stringify(type)}${hint}` });
}

function typedMessage(type: string): EnvoyMessage | undefined {
  const url = `${TYPE_URL}${type.slice(type.lastIndexOf('/') + 1)}`;
  return Object.hasOwn(TYPED_MESSAGES, url) ? TYPED_MESSAGES[url] : undefined;
}

function isBare(filter: Message): boolean {
  return !['typed_config', 'typedConfig', 'config_discovery', 'configDiscovery'].some((key) => isObject(filter[key]));
}

function unknownField(key: string, message: EnvoyMessage | undefined, known: Iterable<string>): string {
  const near = suggest(snakeCase(key), known);
  return `there is no field ${JSON.stringify(key)} in Envoy's ${message}${near ? `; did you mean ${near}?` : ''}`;
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
