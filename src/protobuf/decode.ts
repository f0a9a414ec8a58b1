import { suggest } from '../model/suggest.js';
import { isMessage, type Json, type JsonMessage } from './json.js';
import { enumType, type Field, jsonNameOf, type MessageType, messageType } from './messages.js';
import { type Read, readScalar, zeroOf } from './scalars.js';
import { readWellKnown, wellKnown } from './well-known.js';

/**
 * Something that is wrong in the JSON of a message. A field that nobody knows is left out, and a null in a list or map stands for
 * an empty value; after anything else istiod doesn't take the message.
 */
export interface Problem {
  readonly code:
    | 'wrong-type'
    | 'bad-value'
    | 'unknown-field'
    | 'unknown-value'
    | 'unknown-type'
    | 'no-type'
    | 'null-item'
    | 'too-deep';
  readonly path: readonly (string | number)[];
  readonly args: Readonly<Record<string, string>>;
}

export interface Decoded {
  /** As protobuf JSON is printed: lowerCamelCase, without what is not set or has no meaning. */
  readonly message: JsonMessage;
  readonly problems: readonly Problem[];
}

/** How deep a message may be nested: Envoy's own limit on protobuf messages is 100. */
const DEPTH_LIMIT = 200;

/**
 * Reads the JSON of a message as istiod reads the value of a patch: names in either spelling, durations as Go writes them, enum
 * values by name or number, of several members of a choice the one that is declared last.
 * @param foreign what to make of a message in an Any whose type Envoy doesn't have
 */
export function decodeMessage(
  type: MessageType,
  value: JsonMessage,
  foreign: (value: JsonMessage) => JsonMessage = (message) => message,
): Decoded {
  const walk = new Walk(foreign);
  return { message: walk.message(type, value), problems: walk.problems };
}

class Walk {
  readonly problems: Problem[] = [];
  private readonly path: (string | number)[] = [];

  constructor(private readonly foreign: (value: JsonMessage) => JsonMessage) {}

  message(type: MessageType, value: JsonMessage): JsonMessage {
    const out: Record<string, Json> = {};
    if (this.path.length > DEPTH_LIMIT) {
      this.say('too-deep', { limit: String(DEPTH_LIMIT) });
      return out;
    }
    const chosen = new Map<string, Field>();
    for (const key of Object.keys(value)) {
      const raw = value[key];
      const field = fieldOf(type, key);
      // Spelled twice, the name in JSON counts.
      if (raw === undefined || (field && key !== field.jsonName && Object.hasOwn(value, field.jsonName))) continue;
      this.path.push(key);
      if (!field) this.sayUnknown(type, key);
      else if (raw !== null || (isAnyValue(field) && !field.list && field.keys === undefined))
        this.setField(out, field, raw, chosen);
      this.path.pop();
    }
    return out;
  }

  private setField(out: Record<string, Json>, field: Field, raw: Json, chosen: Map<string, Field>): void {
    const value = this.field(field, raw);
    if (value === undefined) return;
    const rival = field.oneOf === undefined ? undefined : chosen.get(field.oneOf);
    if (rival && rival.index > field.index) return;
    if (rival) delete out[rival.jsonName];
    if (field.oneOf !== undefined) chosen.set(field.oneOf, field);
    out[field.jsonName] = value;
  }

  /** The value of a field; undefined for one that says what its absence says, and for one that can't be read. */
  private field(field: Field, raw: Json): Json | undefined {
    if (field.list) {
      if (!isList(raw)) return this.wrong('a list', raw);
      const items = raw.flatMap((item, i) => this.at(i, () => this.item(field, item)) ?? []);
      return items.length > 0 ? items : undefined;
    }
    if (field.keys !== undefined) return this.map(field, raw);
    const value = this.single(field, raw);
    return value !== undefined && !field.hasPresence && isZero(field, value) ? undefined : value;
  }

  private map(field: Field, raw: Json): Json | undefined {
    if (!isMessage(raw)) return this.wrong('an object', raw);
    const out: Record<string, Json> = {};
    for (const key of Object.keys(raw)) {
      const item = raw[key];
      const value = item === undefined ? undefined : this.at(key, () => this.item(field, item));
      if (value !== undefined && key !== '__proto__') out[key] = value;
    }
    return Object.keys(out).length > 0 ? out : undefined;
  }

  private item(field: Field, raw: Json): Json | undefined {
    if (raw === null && !isAnyValue(field)) this.say('null-item', {});
    return this.single(field, raw);
  }

  private single(field: Field, raw: Json): Json | undefined {
    if (field.kind === 'enum') return this.enum(field, raw);
    if (field.kind !== 'message')
      return raw === null ? zeroOf(field.kind) : this.read(readScalar(field.kind, raw), raw);
    if (field.type === 'google.protobuf.Any') return this.any(raw);
    if (wellKnown(field.type)) return this.read(readWellKnown(field.type, raw), raw);
    const type = messageType(field.type);
    if (raw === null) return {};
    if (!isMessage(raw)) return this.wrong('an object', raw);
    return type ? this.message(type, raw) : this.foreign(raw);
  }

  private enum(field: Field, raw: Json): Json | undefined {
    const type = enumType(field.type);
    if (typeof raw === 'string') {
      const number = type?.numbers.get(raw);
      if (number !== undefined) return type?.names.get(number);
      const near = suggest(raw, type?.numbers.keys() ?? []);
      this.say('unknown-value', { value: raw, type: field.type, ...(near && { near }) });
      return undefined;
    }
    const number = raw === null ? { value: 0 } : readScalar('int32', raw);
    return 'value' in number ? (type?.names.get(Number(number.value)) ?? number.value) : this.read(number, raw);
  }

  /** https://protobuf.dev/programming-guides/json/#any */
  private any(raw: Json): Json | undefined {
    if (!isMessage(raw)) return this.wrong('an object', raw);
    const url = raw['@type'];
    if (typeof url !== 'string') {
      this.say('no-type', {});
      return undefined;
    }
    const name = url.slice(url.lastIndexOf('/') + 1);
    const { '@type': _, ...fields } = raw;
    if (wellKnown(name)) {
      const value = this.at('value', () => this.read(readWellKnown(name, raw['value'] ?? null), raw['value'] ?? null));
      return { '@type': url, value: value ?? null };
    }
    const type = messageType(name);
    if (type) return { '@type': url, ...this.message(type, fields) };
    this.at('@type', () => this.say('unknown-type', { type: url }));
    return { '@type': url, ...this.foreign(fields) };
  }

  private read(read: Read, raw: Json): Json | undefined {
    if ('value' in read) return read.value;
    if (read.isOtherType) return this.wrong(read.wanted, raw);
    this.say('bad-value', { wanted: read.wanted, value: String(raw) });
    return undefined;
  }

  private wrong(wanted: string, raw: Json): undefined {
    this.say('wrong-type', { wanted, found: nameOfType(raw) });
    return undefined;
  }

  private sayUnknown(type: MessageType, key: string): void {
    const names = type.fields.map((f) => (key.includes('_') ? f.name : f.jsonName));
    const near = suggest(key, names);
    this.say('unknown-field', { field: key, type: type.name, ...(near && { near }) });
  }

  private say(code: Problem['code'], args: Problem['args']): undefined {
    this.problems.push({ code, path: [...this.path], args });
  }

  private at<T>(step: string | number, work: () => T): T {
    this.path.push(step);
    const result = work();
    this.path.pop();
    return result;
  }
}

function fieldOf(type: MessageType, key: string): Field | undefined {
  const field = type.byJsonName.get(key) ?? type.byJsonName.get(jsonNameOf(key));
  return field && (key === field.jsonName || key === field.name) ? field : undefined;
}

/** Whether a null is a value of the field. */
function isAnyValue(field: Field): boolean {
  return field.type === 'google.protobuf.Value';
}

function isZero(field: Field, value: Json): boolean {
  if (field.kind === 'enum') return value === 0 || enumType(field.type)?.numbers.get(String(value)) === 0;
  return value === zeroOf(field.kind);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function nameOfType(value: Json): string {
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  if (typeof value === 'string') return 'a text';
  return isMessage(value) ? 'an object' : `a ${typeof value}`;
}
