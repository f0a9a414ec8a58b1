// Compiles one schema to the text of a module that exports `gate(runtime)`: a function that says whether an object is
// certainly fine. It knows fields, types, limits, choices and rules; a null where none may be is refused here and judged by
// the walk, for the API server drops some. A test holds the gates against ajv and the walk over generated objects.
import { withoutProse } from './schemas.mjs';

/** Words of the schemas that say nothing about which values are fine. */
const SILENT = [
  'deprecated',
  'description',
  'nullable',
  'x-kubernetes-list-type',
  'x-kubernetes-preserve-unknown-fields',
  'x-pattern-words',
];

/** The text of the module for a schema. Its rules are found at run time by their text. */
export function compileGate(schema) {
  const made = { functions: new Map(), constants: new Map() };
  const entry = check(made, withoutProse(schema), 'v');
  const lines = [
    'export function gate({ rules, holds, hasFormat, findRepeated, textLength }) {',
    ...[...made.constants].map(([value, name]) => `const ${name} = ${value};`),
    ...[...made.functions.values()].map(
      ({ name, body }) => `function ${name}(v) {\n${body.join('\n')}\nreturn true;\n}`,
    ),
    `return (v) => ${entry};`,
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/** Expression that is true for what a schema takes, over the variable `v`. Equal schemas share a function. */
function check(made, node, v) {
  const { type, nullable, ...rest } = node;
  if (nullable) return `(${v} === null || ${check(made, { ...rest, type }, v)})`;
  if (type === undefined && isSilent(rest)) return 'true';
  if (type !== 'object' && type !== 'array') return scalar(made, node, v);
  const text = JSON.stringify(node);
  if (!made.functions.has(text)) {
    const fresh = { name: `f${made.functions.size}`, body: [] };
    made.functions.set(text, fresh);
    fresh.body = type === 'object' ? object(made, node) : list(made, node);
  }
  return `${made.functions.get(text).name}(${v})`;
}

function scalar(made, node, v) {
  const { type, enum: values, format, pattern, minimum, maximum, minLength, maxLength, ...rest } = node;
  const { 'x-kubernetes-validations': rules = [], 'x-kubernetes-int-or-string': either, anyOf, ...more } = rest;
  const typed = either ? `(typeof ${v} === 'string' || Number.isSafeInteger(${v}))` : TYPES[type]?.(v);
  must(typed && isSilent(more) && (either || !anyOf), node);
  const tests = [typed];
  if (values) tests.push(`(${values.map((value) => `${v} === ${JSON.stringify(value)}`).join(' || ')})`);
  if (format && !ALWAYS_MET.includes(format)) tests.push(`hasFormat(${JSON.stringify(format)}, ${v})`);
  if (minimum !== undefined) tests.push(`${v} >= ${minimum}`);
  if (maximum !== undefined) tests.push(`${v} <= ${maximum}`);
  if (minLength !== undefined) tests.push(minLength === 1 ? `${v} !== ''` : `textLength(${v}) >= ${minLength}`);
  if (maxLength !== undefined) tests.push(`(${v}.length <= ${maxLength} || textLength(${v}) <= ${maxLength})`);
  if (pattern !== undefined) tests.push(`${constant(made, `new RegExp(${JSON.stringify(pattern)}, 'u')`)}.test(${v})`);
  return [...tests, ...rules.map((r) => keepsRule(made, r, v))].join(' && ');
}

function list(made, node) {
  const { type, items, minItems, maxItems, 'x-kubernetes-list-map-keys': keys, ...rest } = node;
  const { 'x-kubernetes-validations': rules = [], ...more } = rest;
  must(isSilent(more) && items, node);
  return [
    'if (!Array.isArray(v)) return false;',
    `for (const e of v) if (!(${check(made, items, 'e')})) return false;`,
    ...(minItems === undefined ? [] : [`if (v.length < ${minItems}) return false;`]),
    ...(maxItems === undefined ? [] : [`if (v.length > ${maxItems}) return false;`]),
    ...(keys ? [`if (findRepeated(v, ${JSON.stringify(keys)}) >= 0) return false;`] : []),
    ...rules.map((r) => `if (!${keepsRule(made, r, 'v')}) return false;`),
  ];
}

function object(made, node) {
  const { type, properties, additionalProperties, required = [], oneOf, allOf = [], ...rest } = node;
  const { minProperties, maxProperties, 'x-kubernetes-validations': rules = [], ...more } = rest;
  must(isSilent(more), node);
  return [
    `if (typeof v !== 'object' || v === null || Array.isArray(v)) return false;`,
    ...fields(made, node),
    ...required.map((field) => `if (v[${JSON.stringify(field)}] === undefined) return false;`),
    ...(minProperties === undefined ? [] : [`if (Object.keys(v).length < ${minProperties}) return false;`]),
    ...(maxProperties === undefined ? [] : [`if (Object.keys(v).length > ${maxProperties}) return false;`]),
    ...(oneOf ? [choose(oneOf, node)] : []),
    ...allOf.map((condition) => choose(condition.oneOf, node)),
    ...rules.map((r) => `if (!${keepsRule(made, r, 'v')}) return false;`),
  ];
}

function fields(made, node) {
  const { properties = {}, additionalProperties } = node;
  const open = additionalProperties === true || node['x-kubernetes-preserve-unknown-fields'];
  const others = open ? 'true' : additionalProperties ? check(made, additionalProperties, 'e') : 'false';
  return [
    'for (const k in v) {',
    'const e = v[k];',
    'switch (k) {',
    ...Object.entries(properties).map(
      ([name, child]) => `case ${JSON.stringify(name)}: if (!(${check(made, child, 'e')})) return false; break;`,
    ),
    `default: if (!(${others})) return false;`,
    '}',
    '}',
  ];
}

function keepsRule(made, { rule }, v) {
  return `holds(${constant(made, `rules.get(${JSON.stringify(rule)})`)}, ${v})`;
}

/** Name of a value that is made once. */
function constant({ constants }, value) {
  if (!constants.has(value)) constants.set(value, `c${constants.size}`);
  return constants.get(value);
}

/** Formats that every value of their type meets. */
const ALWAYS_MET = ['int64', 'double', 'float'];

const TYPES = {
  string: (v) => `typeof ${v} === 'string'`,
  integer: (v) => `Number.isInteger(${v}) && Math.abs(${v}) < ${2 ** 63}`,
  number: (v) => `typeof ${v} === 'number'`,
  boolean: (v) => `typeof ${v} === 'boolean'`,
};

/** A oneOf of `required`: one of the fields is set, or none where a `not` says so. */
function choose(oneOf, node) {
  must(oneOf, node);
  const fields = oneOf.flatMap((branch) => branch.required ?? []);
  const branches = oneOf.filter((branch) => branch.required?.length === 1).length;
  must(branches === fields.length && branches + oneOf.filter((branch) => branch.not).length === oneOf.length, node);
  const set = fields.map((field) => `(v[${JSON.stringify(field)}] !== undefined ? 1 : 0)`).join(' + ');
  return `if (${set} ${oneOf.some((branch) => branch.not) ? '> 1' : '!== 1'}) return false;`;
}

/** Has a node no words left but those that say nothing about values? */
function isSilent(rest) {
  return Object.keys(rest).every((key) => SILENT.includes(key));
}

function must(condition, node) {
  if (!condition) throw new Error(`the schema ${JSON.stringify(node)} says what this compiler doesn't know`);
}
