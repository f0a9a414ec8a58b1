import type { CommandDefinition } from '../cli/command.js';
import { flag, outputFormat, outputOption, text } from '../cli/options.js';
import { UserError } from '../model/errors.js';
import { type Explained, formatExplained, formatFieldTree } from '../print/schema-fields.js';
import { loadMetadataSchema, loadSchema, type SchemaRow } from '../schema/catalogue.js';
import { explainField, type FieldFacts } from '../schema/fields.js';
import { chooseVersion, requireSchema } from './schema-choice.js';

const FORMATS = ['text', 'json'] as const;
/** Deeper than any schema is. */
const ALL_LEVELS = 100;

export const command: CommandDefinition = {
  configure: (c) => {
    c.argument('<kind[.path]>', 'kind (any case, plural or short name), and a field of it: vs.spec.http.match')
      .option('--api-version <version>', 'version of the API, with or without its group')
      .option('--recursive', 'list the fields of all levels, with their types')
      .addOption(outputOption(FORMATS, 'text'))
      .addHelpText(
        'after',
        `
Examples:
  meshwright explain-schema virtualservice
  meshwright explain-schema dr.spec.trafficPolicy.outlierDetection
  meshwright explain-schema meshconfig.defaultConfig
  meshwright explain-schema gateway.spec --recursive`,
      );
  },
  run: async ({ args, options, io }) => {
    const format = outputFormat(options, FORMATS, 'text');
    const { row, path } = splitTarget(args[0] ?? '');
    const version = chooseVersion(row, text(options, 'apiVersion'));
    const recursive = flag(options, 'recursive');
    const explained: Explained = {
      ...(row.group && { group: row.group }),
      kind: row.title,
      ...(version && { version }),
      path,
      field: await explain(row, path, recursive ? ALL_LEVELS : 1),
    };
    if (format === 'json') await io.out(`${JSON.stringify(explained, null, 2)}\n`);
    else await io.out(recursive ? formatFieldTree(explained) : formatExplained(explained));
    return 'ok';
  },
};

/** Splits `kind.path` where a kind is named; a kind may be written with its group, which has dots as well. */
function splitTarget(target: string): { row: SchemaRow; path: string } {
  const words = target.split('.');
  for (let length = words.length; length > 1; length--) {
    const name = words.slice(0, length).join('.');
    if (!name.includes('.istio.io')) continue;
    return { row: requireSchema(name), path: words.slice(length).join('.') };
  }
  return { row: requireSchema(words[0] ?? ''), path: words.slice(1).join('.') };
}

async function explain(row: SchemaRow, path: string, depth: number): Promise<FieldFacts> {
  const schema = await loadSchema(row);
  const whole = row.names
    ? { ...schema, properties: { ...schema.properties, metadata: await loadMetadataSchema() } }
    : schema;
  const described = { ...whole, description: schema.description ?? schema.properties?.['spec']?.description ?? '' };
  const found = explainField(described, row.title, path, depth);
  if (!('missing' in found)) return found;
  const { parent, missing, suggestion, fields } = found;
  const hint = suggestion
    ? `did you mean ${suggestion}?`
    : fields.length > 0
      ? `fields: ${fields.join(', ')}`
      : `${parent} has no fields`;
  throw new UserError('usage', `${parent} has no field "${missing}"`, hint);
}
