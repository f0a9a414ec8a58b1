// Reads the messages and enums of Envoy's API off an Envoy binary, which holds the descriptors of its .proto files:
//
//   node .build/envoy-messages.mjs ENVOY > schemas/envoy/messages.txt     (for a new version of Envoy)
//   node .build/envoy-messages.mjs ENVOY --check                         (whether the listing is that of this binary)
//
// .build/envoy-api.mjs says how the listing is to be read. https://protobuf.dev/programming-guides/encoding/
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LISTING = join(fileURLToPath(new URL('..', import.meta.url)), 'schemas/envoy/messages.txt');
/** Where resources and what they hold begin; whatever these refer to is listed as well. */
const ROOTS = /^(envoy\.(extensions|config)|udpa\.type|xds\.(type|core)|opentelemetry\.proto\.common)\./;
/** Messages that are spelled in ways of their own. */
const WELL_KNOWN = 'google.protobuf.';
const KINDS =
  'double float int64 uint64 int32 fixed64 fixed32 bool string group message bytes uint32 enum sfixed32 sfixed64 sint32 sint64';

function varint(bytes, at) {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n, at++) {
    value |= BigInt(bytes[at] & 127) << shift;
    if (bytes[at] < 128) return [value, at + 1];
  }
  throw new Error('no varint');
}

/** Fields of an encoded message: numbers with values, which are BigInt or bytes. */
function fieldsOf(bytes) {
  const out = [];
  for (let at = 0; at < bytes.length; ) {
    let tag;
    let value;
    [tag, at] = varint(bytes, at);
    const wire = Number(tag & 7n);
    if (wire === 0) [value, at] = varint(bytes, at);
    else {
      let length = { 1: 8, 5: 4 }[wire];
      if (wire === 2) {
        [value, at] = varint(bytes, at);
        length = Number(value);
      }
      if (length === undefined || at + length > bytes.length) throw new Error('no message');
      value = bytes.subarray(at, at + length);
      at += length;
    }
    out.push([Number(tag >> 3n), value]);
  }
  return out;
}

const all = (fields, number) => fields.filter(([n]) => n === number).map(([, value]) => value);
const text = (fields, number) => all(fields, number).at(-1)?.toString() ?? '';
const count = (fields, number) => Number(all(fields, number).at(-1) ?? 0);

/** Where a descriptor of a file ends that begins at `start`: behind the last field that such a descriptor can go on with. */
function endOfFile(binary, start) {
  let at = start;
  for (let last = 0; ; ) {
    const [tag, behind] = varint(binary, at);
    const number = Number(tag >> 3n);
    const isScalar = [10, 11, 14].includes(number);
    const isKnown = number > 0 && number < 16 && number !== 13 && Number(tag & 7n) === (isScalar ? 0 : 2);
    // Name, package and syntax stand once, in this order.
    if (!isKnown || (number === 1 && at !== start) || ([2, 8, 12].includes(number) && number < last)) return at;
    const [length, content] = varint(binary, behind);
    if (!isScalar && length > 400_000n) return at;
    at = isScalar ? content : content + Number(length);
    last = number;
    if (number === 12) return at;
  }
}

/** Descriptors of all .proto files: of several beginnings with one name the longest. */
function descriptors(binary) {
  const found = new Map();
  for (let end = binary.indexOf('.proto'); end >= 0; end = binary.indexOf('.proto', end + 1)) {
    for (let start = end + 4; start > end - 130 && start > 0; start--) {
      if (binary[start] !== 10 || binary[start + 1] !== end + 4 - start) continue;
      try {
        const stop = endOfFile(binary, start);
        const name = binary.subarray(start + 2, end + 6).toString();
        const fields = fieldsOf(binary.subarray(start, stop));
        if ((found.get(name)?.size ?? 0) < stop - start) found.set(name, { size: stop - start, fields });
      } catch (error) {
        if (!(error instanceof Error) || !/^no (varint|message)$/.test(error.message)) throw error;
      }
    }
  }
  return [...found.values()].map(({ fields }) => fields);
}

const messages = new Map();
const enums = new Map();

function readEnum(fields, prefix) {
  const values = all(fields, 2).map(fieldsOf);
  const number = (value) => BigInt.asIntN(64, all(value, 2).at(-1) ?? 0n);
  enums.set(
    prefix + text(fields, 1),
    values.map((value) => `${text(value, 1)} ${number(value)}`),
  );
}

function readMessage(fields, prefix) {
  const name = prefix + text(fields, 1);
  for (const inner of all(fields, 3)) readMessage(fieldsOf(inner), `${name}.`);
  for (const inner of all(fields, 4)) readEnum(fieldsOf(inner), `${name}.`);
  const choices = all(fields, 8).map((choice) => text(fieldsOf(choice), 1));
  const members = all(fields, 2)
    .map(fieldsOf)
    .map((field) => {
      const isOptional = count(field, 17) > 0;
      const choice = all(field, 9).length > 0 ? choices[count(field, 9)] : undefined;
      return {
        name: text(field, 1),
        kind: KINDS.split(' ')[count(field, 5) - 1],
        type: text(field, 6).slice(1),
        isList: count(field, 4) === 3,
        ending: isOptional ? ' optional' : choice ? ` in ${choice}` : '',
      };
    });
  const isMap = all(fields, 7).some((options) => count(fieldsOf(options), 7) > 0);
  messages.set(name, { members, isMap });
}

const [file, mode] = process.argv.slice(2);
for (const fields of descriptors(readFileSync(file))) {
  for (const message of all(fields, 4)) readMessage(fieldsOf(message), `${text(fields, 2)}.`);
  for (const one of all(fields, 5)) readEnum(fieldsOf(one), `${text(fields, 2)}.`);
}

const listed = new Set();
const waiting = [...messages.keys()].filter((name) => ROOTS.test(name));
for (const name of waiting) {
  if (listed.has(name) || name.startsWith(WELL_KNOWN)) continue;
  if (!messages.has(name)) throw new Error(`the binary has no descriptor of ${name}`);
  listed.add(name);
  for (const { kind, type } of messages.get(name).members) if (kind === 'message') waiting.push(type);
}

const named = new Set();
function typeOf({ kind, type }) {
  if (kind === 'enum') named.add(type);
  return kind === 'enum' ? `enum ${type}` : kind === 'message' ? type : kind;
}

function lineOf(member) {
  const map = messages.get(member.type);
  if (member.kind === 'message' && map?.isMap) {
    const [key, value] = map.members;
    return `  ${member.name} map ${typeOf(key)} ${typeOf(value)}`;
  }
  return `  ${member.name} ${member.isList ? 'list ' : ''}${typeOf(member)}${member.ending}`;
}

const lines = [...listed]
  .filter((name) => !messages.get(name).isMap)
  .sort()
  .flatMap((name) => [name, ...messages.get(name).members.map(lineOf)]);
const names = [...named].filter((name) => !name.startsWith(WELL_KNOWN)).sort();
lines.push(...names.flatMap((name) => [`enum ${name}`, ...enums.get(name).map((value) => `  ${value}`)]));
const listing = `${lines.join('\n')}\n`;
if (mode !== '--check') process.stdout.write(listing);
else {
  const known = readFileSync(LISTING, 'utf8').split('\n');
  const wrong = lines.flatMap((line, i) =>
    line === known[i] ? [] : [`line ${i + 1}: ${known[i]}; Envoy has ${line}`],
  );
  const good = wrong.length === 0 && listing === known.join('\n');
  const compared = `${listed.size} messages and ${names.length} enums of Envoy's API are compared with schemas/envoy/messages.txt`;
  const result = good ? '1 passed, 0 failed' : '0 passed, 1 failed';
  process.stdout.write(`${[...wrong.slice(0, 5), compared, result].join('\n')}\n`);
  process.exitCode = good ? 0 : 1;
}
