// Compiles one schema with ajv to the text of a module that exports `gate(runtime)`: a function that says whether an object
// is certainly fine. It knows fields, types, limits, choices and rules; a null where none may be is refused here and judged
// by the walk, for the API server drops some.
import { _, Ajv, Name } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { withoutProse } from './schemas.mjs';

/** Subschemas at least this long (as JSON) that occur twice become one function. */
const SHARED_LENGTH = 120;

/** `rules` maps the text of a CEL rule to the name of its compiled function. */
export function compileGate(schema, rules) {
  const { root, definitions } = shareRepeated(closed(withoutProse(schema)));
  const used = new Set();
  const ajv = new Ajv({
    strict: false,
    validateSchema: false,
    messages: false,
    inlineRefs: false,
    validateFormats: false,
    code: { source: true, esm: true, optimize: true },
  });
  ajv.removeKeyword('format');
  ajv.addKeyword({
    keyword: 'format',
    code(cxt) {
      cxt.fail(_`!runtime.hasFormat(${cxt.schema}, ${cxt.data})`);
    },
  });
  ajv.addKeyword({
    keyword: 'x-kubernetes-validations',
    code(cxt) {
      for (const { rule } of cxt.schema) {
        used.add(rule);
        cxt.fail(_`!runtime.holds(${new Name(rules.get(rule))}, ${cxt.data})`);
      }
    },
  });
  ajv.addKeyword({
    keyword: 'x-kubernetes-list-map-keys',
    type: 'array',
    code(cxt) {
      cxt.fail(_`runtime.findRepeated(${cxt.data}, ${cxt.schemaValue}) >= 0`);
    },
  });
  const code = standalone.default(ajv, ajv.compile({ ...root, $defs: definitions }));
  return wrap(
    code,
    [...used].map((rule) => `const ${rules.get(rule)} = runtime.rules.get(${JSON.stringify(rule)});`),
  );
}

function wrap(code, constants) {
  const body = code
    .replace(/^"use strict";/, '')
    .replace(/export default \w+;/, '')
    .replace(/export const validate = (\w+);/, '')
    .replace(/const (\w+) = require\("ajv\/dist\/runtime\/ucs2length"\)\.default;/g, 'const $1 = runtime.textLength;');
  const entry = /export const validate = (\w+);/.exec(code)?.[1];
  if (!entry || /\brequire\(|\bexport\b/.test(body)) throw new Error('ajv made code of a shape that is not known');
  return `export function gate(runtime) {\n${constants.join('\n')}\n${body}\nreturn ${entry};\n}\n`;
}

/** Objects take the fields they name and no others, unless the schema says that it keeps unknown ones. */
function closed(node) {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const out = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === 'properties') out[key] = Object.fromEntries(Object.entries(value).map(([k, v]) => [k, closed(v)]));
    else out[key] = key === 'items' || key === 'additionalProperties' ? closed(value) : value;
  }
  const open = node.additionalProperties || node['x-kubernetes-preserve-unknown-fields'];
  if (node.type === 'object' && !open) out.additionalProperties = false;
  return out;
}

/** Moves subschemas that occur more than once to `$defs`. */
function shareRepeated(schema) {
  const count = new Map();
  const tally = (node) => {
    const text = JSON.stringify(node);
    const seen = count.get(text) ?? 0;
    count.set(text, seen + 1);
    if (seen === 0) for (const child of children(node)) tally(child);
  };
  tally(schema);
  const names = new Map();
  const definitions = {};
  const share = (node) => {
    const text = JSON.stringify(node);
    if ((count.get(text) ?? 0) < 2 || text.length < SHARED_LENGTH) return withChildren(node, share);
    let name = names.get(text);
    if (!name) {
      name = `shared${names.size}`;
      names.set(text, name);
      definitions[name] = withChildren(node, share);
    }
    return { $ref: `#/$defs/${name}` };
  };
  return { root: withChildren(schema, share), definitions };
}

function children(node) {
  const { properties = {}, items, additionalProperties } = node;
  return [...Object.values(properties), items, additionalProperties].filter((n) => typeof n === 'object');
}

function withChildren(node, change) {
  const out = { ...node };
  if (node.properties)
    out.properties = Object.fromEntries(Object.entries(node.properties).map(([k, v]) => [k, change(v)]));
  for (const key of ['items', 'additionalProperties']) if (typeof node[key] === 'object') out[key] = change(node[key]);
  return out;
}
