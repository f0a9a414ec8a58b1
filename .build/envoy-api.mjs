// Writes what is known of Envoy's API as modules, so that a bundle holds it.
//
// schemas/envoy/fields.txt has a line for each message, and below it one for each of its fields that has a rule or holds a
// message, with the rule as JSON: src/xds/check/field-facts.ts says what its words mean. `one-of` names fields of which one has
// to be there.
//
// schemas/envoy/messages.txt has every field of every message, in the order of its declaration: name, `list` or `map` with the
// type of the keys, the type (of an enum after the word `enum`), and `in` with the choice that the field is a member of. Enums
// follow, with the numbers of their values. schemas/envoy/istio-messages.txt has those that Istio adds to Envoy.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function linesOf(name) {
  return readFileSync(join(root, 'schemas/envoy', name), 'utf8')
    .split('\n')
    .filter(Boolean);
}

/** Writes a module if its text changed, so that watchers rest: `load` gives a fresh copy, parsed when asked for. */
function writeModule(folder, name, value, declaration) {
  const target = join(root, folder);
  mkdirSync(target, { recursive: true });
  const code = `const text = ${JSON.stringify(JSON.stringify(value))};\nexport const load = () => JSON.parse(text);\n`;
  for (const [file, text] of [
    [`${name}.js`, code],
    [`${name}.d.ts`, declaration],
  ]) {
    const path = join(target, file);
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
  }
}

const rules = {};
let message;
for (const line of linesOf('fields.txt')) {
  if (!line.startsWith(' ')) {
    message = rules[line] = { fields: {}, oneOf: [] };
    continue;
  }
  const [, field, rule] = /^ {2}(\S+) (.+)$/.exec(line);
  if (field === 'one-of') message.oneOf.push(JSON.parse(rule));
  else message.fields[field] = JSON.parse(rule);
}
writeModule(
  'src/xds/generated',
  'fields',
  rules,
  "import type { MessageFacts } from '../check/field-facts.js';\n/** A fresh copy each time. */\nexport function load(): Record<string, MessageFacts>;\n",
);

// Bodies stay text: of a thousand messages a program reads a few.
const bodies = {};
let body;
for (const line of [...linesOf('messages.txt'), ...linesOf('istio-messages.txt')]) {
  if (line.startsWith(' ')) body.push(line.slice(2));
  else body = bodies[line] = [];
}
writeModule(
  'src/protobuf/generated',
  'messages',
  Object.fromEntries(Object.entries(bodies).map(([name, lines]) => [name, lines.join('\n')])),
  '/** Fields of messages and values of enums (whose names follow the word `enum`), a line each. A fresh copy each time. */\nexport function load(): Record<string, string>;\n',
);
