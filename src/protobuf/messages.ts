import { load } from './generated/messages.js';

/** One field of a message. */
export interface Field {
  /** Place in the order of declaration. */
  readonly index: number;
  /** Name in the .proto file, and in JSON. */
  readonly name: string;
  readonly jsonName: string;
  /** `string`, `uint32`, ...; or `enum` or `message`, and `type` says which. */
  readonly kind: string;
  readonly type: string;
  readonly list: boolean;
  /** Kind of the keys of a map; the rest is about its values. */
  readonly keys: string | undefined;
  /** The choice of which this field is a member. */
  readonly oneOf: string | undefined;
  /** Whether a zero differs from no value. */
  readonly hasPresence: boolean;
}

export interface MessageType {
  readonly name: string;
  /** In the order of their declaration. */
  readonly fields: readonly Field[];
  /** By their names in JSON. */
  readonly byJsonName: ReadonlyMap<string, Field>;
}

export interface EnumType {
  readonly numbers: ReadonlyMap<string, number>;
  /** The first of several names of a number. */
  readonly names: ReadonlyMap<number, string>;
}

let texts: Readonly<Record<string, string>> | undefined;
const messages = new Map<string, MessageType>();
const enums = new Map<string, EnumType>();

function textOf(name: string): string | undefined {
  texts ??= load();
  return Object.hasOwn(texts, name) ? texts[name] : undefined;
}

/**
 * The fields of a message by its full name, as Envoy 1.38 knows it; undefined for one that it doesn't have.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/api
 */
export function messageType(name: string): MessageType | undefined {
  const known = messages.get(name);
  if (known) return known;
  const text = textOf(name);
  if (text === undefined) return undefined;
  const fields = text === '' ? [] : text.split('\n').map(parseField);
  const type = { name, fields, byJsonName: new Map(fields.map((field) => [field.jsonName, field])) };
  messages.set(name, type);
  return type;
}

/** Whether some message that is known here is in a package. */
export function isPackage(name: string): boolean {
  texts ??= load();
  for (const message in texts) if (message.startsWith(`${name}.`)) return true;
  return false;
}

/** The values of an enum by its full name. */
export function enumType(name: string): EnumType | undefined {
  const known = enums.get(name);
  if (known) return known;
  const text = textOf(`enum ${name}`);
  if (text === undefined) return undefined;
  const values = text.split('\n').map((line): [string, number] => {
    const [value = '', number] = line.split(' ');
    return [value, Number(number)];
  });
  const type = {
    numbers: new Map(values),
    names: new Map(values.map(([value, number]): [number, string] => [number, value]).reverse()),
  };
  enums.set(name, type);
  return type;
}

/** A line such as `args map string envoy.X in choice`. */
function parseField(line: string, index: number): Field {
  const words = line.split(' ');
  const name = words.shift() ?? '';
  const optional = words.at(-1) === 'optional';
  if (optional) words.pop();
  const oneOf = words.at(-2) === 'in' ? words.splice(-2)[1] : undefined;
  const list = words[0] === 'list';
  const keys = words[0] === 'map' ? words[1] : undefined;
  const [first = '', second] = words.slice(list ? 1 : keys === undefined ? 0 : 2);
  const type = second ?? first;
  const kind = second ? 'enum' : first.includes('.') ? 'message' : first;
  const singleMessage = kind === 'message' && !list && keys === undefined;
  const hasPresence = singleMessage || optional || oneOf !== undefined;
  return { index, name, jsonName: jsonNameOf(name), kind, type, list, keys, oneOf, hasPresence };
}

/** https://protobuf.dev/programming-guides/json/#field-names */
export function jsonNameOf(name: string): string {
  return name.replace(/_+([a-zA-Z0-9])/g, (_, next: string) => next.toUpperCase());
}
