import { isObject } from '../../model/decode.js';
import type { Path } from '../../model/resource.js';
import { suggest } from '../../model/suggest.js';
import { type EnvoyMessage, type FieldType, fieldsOf, TYPED_MESSAGES } from './envoy-messages.js';

/** What stands in the value of a patch, found in one walk. */
export interface EnvoyValueFacts {
  /** Values that their field can't hold, and types that nobody knows. */
  readonly wrong: Found[];
  readonly unknown: Found[];
  /** Type URLs of Envoy's API v2, which Envoy has dropped. */
  readonly outdated: Found[];
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
  const facts: EnvoyValueFacts = { wrong: [], unknown: [], outdated: [], bare: [] };
  if (isObject(value)) inspectMessage(value, { type: 'm', ...(message && { message }) }, path, facts);
  else facts.wrong.push({ path, text: `the value is no object` });
  return facts;
}

type Message = Readonly<Record<string, unknown>>;

function inspectMessage(value: Message, { message, listed }: FieldPlace, path: Path, facts: EnvoyValueFacts): void {
  const type = value['@type'];
  if (typeof type === 'string') inspectType(type, [...path, '@type'], listed === true, facts);
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

/** A field, and whether a list leads to it: the webhook looks for what is outdated or bare outside lists only. */
interface FieldPlace extends FieldType {
  readonly listed?: boolean;
}

function inspectField(value: unknown, field: FieldPlace, path: Path, facts: EnvoyValueFacts): void {
  const expected = field.type && EXPECTED[field.type];
  if (expected && !expected.test(value)) facts.wrong.push({ path, text: `${path.at(-1)} must be ${expected.name}` });
  else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) inspectField(item, itemOf(field), [...path, i], facts);
  } else if (isObject(value)) inspectMessage(value, field, path, facts);
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
    name: 'a duration in seconds, such as "1.5s",',
    test: (value) => typeof value === 'string' && /^-?\d+(\.\d{1,9})?s$/.test(value),
  },
  m: { name: 'an object', test: isObject },
  l: { name: 'a list', test: Array.isArray },
};

const TYPE_URL = 'type.googleapis.com/';

/** Packages whose messages Istio's webhook was built with. */
const PACKAGES = /^(envoy|xds|udpa|google\.protobuf|google\.rpc|istio|io\.istio|stats|opencensus|opentelemetry)\b/;

function inspectType(type: string, path: Path, listed: boolean, facts: EnvoyValueFacts): void {
  const name = type.slice(type.lastIndexOf('/') + 1);
  if (!type.includes('/') || !PACKAGES.test(name)) {
    facts.wrong.push({ path, text: `there is no message of type ${JSON.stringify(type)}` });
  } else if (!listed && /^envoy\..*\.v2(alpha\d*)?\./.test(name)) facts.outdated.push({ path, text: type });
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
