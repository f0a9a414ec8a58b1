import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { SchemaProblem } from '../../src/schema/index.js';

/** A schema file, as far as the tests walk it. */
export interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly oneOf?: readonly unknown[];
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

/** Reads schemas/PATH. */
export function readSchema(path: string): Schema {
  return JSON.parse(readFileSync(new URL(`../../schemas/${path}`, import.meta.url), 'utf8'));
}

/** The schema in which a field that it does not name is an error. */
function closed(schema: Schema): object {
  const { properties, items, additionalProperties, nullable, type, ...rest } = schema;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...rest,
    ...(type !== undefined && { type: nullable ? [type, 'null'] : type }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, child]) => [name, closed(child)])),
    }),
    ...(properties && !open && { additionalProperties: false }),
    ...(additionalProperties && { additionalProperties: closed(additionalProperties) }),
    ...(items && { items: closed(items) }),
  };
}

/** A function that gives `PATH keyword` of each difference between a value and the schema, its choices left out. */
export function checker(schema: Schema): (value: unknown) => readonly string[] {
  const formats = Object.fromEntries(['int32', 'int64', 'double'].map((name) => [name, true as const]));
  const validate = new Ajv2020({ strict: false, allErrors: true, formats }).compile(closed(schema));
  return (value) => {
    validate(value);
    const errors = validate.errors ?? [];
    return errors
      .filter(({ schemaPath }) => !/\/oneOf\/\d+\//.test(schemaPath))
      .map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
  };
}

const KEYWORDS: Readonly<Record<SchemaProblem['kind'], string>> = {
  unknown: 'additionalProperties',
  type: 'type',
  required: 'required',
  enum: 'enum',
  format: 'format',
  limit: 'limit',
  pattern: 'pattern',
  choice: 'oneOf',
  rule: 'rule',
};

/** Problems in the words of {@link checker}, which places what is unknown or missing at the object. */
export function placesOf(problems: readonly SchemaProblem[] = []): readonly string[] {
  return problems.map(({ path, kind, text }) => {
    const keys = kind === 'unknown' || kind === 'required' ? path.slice(0, -1) : path;
    const place = keys.map((key) => `/${String(key).replaceAll('/', '~1')}`).join('');
    const limit = text.includes('less') ? 'minimum' : 'maximum';
    return `${place} ${kind === 'limit' ? limit : KEYWORDS[kind]}`;
  });
}

/** Paths of the properties, with `[]` for list items and `{}` for values of maps, and their schemas. */
export function* propertiesOf(schema: Schema, path = ''): Generator<readonly [string, Schema]> {
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const at = path === '' ? name : `${path}.${name}`;
    yield [at, child];
    yield* propertiesOf(child, at);
  }
  if (schema.items) yield* propertiesOf(schema.items, `${path}[]`);
  if (schema.additionalProperties) yield* propertiesOf(schema.additionalProperties, `${path}{}`);
}
