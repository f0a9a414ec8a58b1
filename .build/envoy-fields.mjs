// Writes what Envoy's API says of single fields (schemas/envoy/fields.txt) as a module, so that a bundle holds it.
//
// The listing has a line for each message, and below it one for each of its fields that has a rule or holds a message, with the
// rule as JSON: src/xds/check/field-facts.ts says what its words mean. `one-of` names fields of which one has to be there.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'src/xds/generated');

const messages = {};
let message;
for (const line of readFileSync(join(root, 'schemas/envoy/fields.txt'), 'utf8').split('\n').filter(Boolean)) {
  if (!line.startsWith(' ')) {
    message = messages[line] = { fields: {}, oneOf: [] };
    continue;
  }
  const [, field, rule] = /^ {2}(\S+) (.+)$/.exec(line);
  if (field === 'one-of') message.oneOf.push(JSON.parse(rule));
  else message.fields[field] = JSON.parse(rule);
}

/** Writes a file if its text changed, so that watchers rest. */
function write(name, text) {
  const path = join(target, name);
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}

mkdirSync(target, { recursive: true });
// Parsed when asked for: a program that checks nothing reads none of it.
write(
  'fields.js',
  `const text = ${JSON.stringify(JSON.stringify(messages))};\nexport const load = () => JSON.parse(text);\n`,
);
write(
  'fields.d.ts',
  "import type { MessageFacts } from '../check/field-facts.js';\n/** A fresh copy each time. */\nexport function load(): Record<string, MessageFacts>;\n",
);
