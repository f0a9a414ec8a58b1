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
];

export function compileGate(schema) {
  const functions = new Map();
  const constants = new Map();
  const constant = (value) => {
    if (!constants.has(value)) constants.set(value, `c${constants.size}`);
    return constants.get(value);
  };
  const rule = ({ rule }, v) => `holds(${constant(`rules.get(${JSON.stringify(rule)})`)}, ${v})`;

  /** Expression that is true for what the schema takes, over the variable `v`. Equal schemas share a function. */
  const check = (node, v) => {
    const { type, nullable, ...rest } = node;
    if (nullable) return `(${v} === null || ${check({ ...rest, type }, v)})`;
    if (type === undefined && known(rest)) return 'true';
    if (type !== 'object' && type !== 'array') return scalar(node, v);
    const text = JSON.stringify(node);
    if (!functions.has(text)) {
      const made = { name: `f${functions.size}`, body: [] };
      functions.set(text, made);
      made.body = type === 'object' ? object(node) : list(node);
    }
    return `${functions.get(text).name}(${v})`;
  };

  const scalar = (node, v) => {
    const { type, enum: values, format, pattern, minimum, maximum, minLength, maxLength, ...rest } = node;
    const { 'x-kubernetes-validations': validations = [], ...more } = rest;
    const anyNumber = node['x-kubernetes-int-or-string'];
    if (!anyNumber) must(known(more), node);
    const tests = [anyNumber ? `(typeof ${v} === 'string' || Number.isSafeInteger(${v}))` : TYPES[type]?.(v)];
    must(tests[0], node);
    if (values) tests.push(`(${values.map((value) => `${v} === ${JSON.stringify(value)}`).join(' || ')})`);
    if (format && !ALWAYS_MET.includes(format)) tests.push(`hasFormat(${JSON.stringify(format)}, ${v})`);
    if (minimum !== undefined) tests.push(`${v} >= ${minimum}`);
    if (maximum !== undefined) tests.push(`${v} <= ${maximum}`);
    if (minLength !== undefined) tests.push(minLength === 1 ? `${v} !== ''` : `textLength(${v}) >= ${minLength}`);
    if (maxLength !== undefined) tests.push(`(${v}.length <= ${maxLength} || textLength(${v}) <= ${maxLength})`);
    if (pattern !== undefined) tests.push(`${constant(`new RegExp(${JSON.stringify(pattern)}, 'u')`)}.test(${v})`);
    return [...tests, ...validations.map((r) => rule(r, v))].join(' && ');
  };

  const list = (node) => {
    const { type, items, minItems, maxItems, 'x-kubernetes-list-map-keys': keys, ...rest } = node;
    const { 'x-kubernetes-validations': validations = [], ...more } = rest;
    must(known(more) && items, node);
    const lines = [
      'if (!Array.isArray(v)) return false;',
      `for (const e of v) if (!(${check(items, 'e')})) return false;`,
    ];
    if (minItems !== undefined) lines.push(`if (v.length < ${minItems}) return false;`);
    if (maxItems !== undefined) lines.push(`if (v.length > ${maxItems}) return false;`);
    if (keys) lines.push(`if (findRepeated(v, ${JSON.stringify(keys)}) >= 0) return false;`);
    for (const r of validations) lines.push(`if (!${rule(r, 'v')}) return false;`);
    return lines;
  };

  const object = (node) => {
    const { type, properties = {}, additionalProperties, required = [], oneOf, allOf, ...rest } = node;
    const { minProperties, maxProperties, 'x-kubernetes-validations': validations = [], ...more } = rest;
    must(known(more), node);
    const open = additionalProperties === true || node['x-kubernetes-preserve-unknown-fields'];
    const others = open ? 'true' : additionalProperties ? check(additionalProperties, 'e') : 'false';
    const cases = Object.entries(properties).map(
      ([name, child]) => `case ${JSON.stringify(name)}: if (!(${check(child, 'e')})) return false; break;`,
    );
    const lines = [`if (typeof v !== 'object' || v === null || Array.isArray(v)) return false;`];
    lines.push(
      `for (const k in v) { const e = v[k]; switch (k) { ${cases.join('\n')}\ndefault: if (!(${others})) return false; } }`,
    );
    for (const field of required) lines.push(`if (v[${JSON.stringify(field)}] === undefined) return false;`);
    if (minProperties !== undefined) lines.push(`if (Object.keys(v).length < ${minProperties}) return false;`);
    if (maxProperties !== undefined) lines.push(`if (Object.keys(v).length > ${maxProperties}) return false;`);
    for (const choice of [...(oneOf ? [oneOf] : []), ...(allOf ?? []).map((c) => c.oneOf)])
      lines.push(choose(choice, node));
    for (const r of validations) lines.push(`if (!${rule(r, 'v')}) return false;`);
    return lines;
  };

  const entry = check(withoutProse(schema), 'v');
  return moduleText(entry, functions, constants);
}

/** Formats that every value of their type meets. */
const ALWAYS_MET = ['int64', 'double', 'float'];

const TYPES = {
  string: (v) => `typeof ${v} === 'string'`,
  integer: (v) => `Number.isInteger(${v}) && Math.abs(${v}) < ${2 ** 63}`,
  number: (v) => `typeof ${v} === 'number'`,
  boolean: (v) => `typeof ${v} === 'boolean'`,
};

function moduleText(entry, functions, constants) {
  const lines = [
    'export function gate({ rules, holds, hasFormat, findRepeated, textLength }) {',
    ...[...constants].map(([value, name]) => `const ${name} = ${value};`),
    ...[...functions.values()].map(({ name, body }) => `function ${name}(v) {\n${body.join('\n')}\nreturn true;\n}`),
    `return (v) => ${entry};`,
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

/** A oneOf of `required`: one of the fields is set, or none where a `not` says so. */
function choose(oneOf, node) {
  must(oneOf, node);
  const fields = oneOf.flatMap((branch) => branch.required ?? []);
  const branches = oneOf.filter((branch) => branch.required?.length === 1).length;
  must(branches === fields.length && branches + oneOf.filter((branch) => branch.not).length === oneOf.length, node);
  const set = fields.map((field) => `(v[${JSON.stringify(field)}] !== undefined ? 1 : 0)`).join(' + ');
  return `if (${set} ${oneOf.some((branch) => branch.not) ? '> 1' : '!== 1'}) return false;`;
}

/** Has a node only words that mean nothing to values? */
function known(rest) {
  return Object.keys(rest).every((key) => SILENT.includes(key));
}

function must(condition, node) {
  if (!condition) throw new Error(`the schema ${JSON.stringify(node)} says what this compiler doesn't know`);
}
