import type { CommandDefinition } from '../cli/command.js';
import { flag, text } from '../cli/options.js';
import { UserError } from '../model/errors.js';
import { formatTable } from '../print/table.js';
import { printYaml } from '../print/yaml.js';
import { listSchemas, loadKindSchema, loadMetadataSchema, loadSchema, type SchemaRow } from '../schema/catalogue.js';
import { buildCrd } from '../schema/crds.js';
import { buildEditorSchema } from '../schema/editor.js';
import { chooseVersion, requireSchema } from './schema-choice.js';

export const command: CommandDefinition = {
  configure: (c) => {
    c.option('--kind <kind>', 'kind (any case, plural or short name), MeshConfig or IstioOperator')
      .option('--api-version <version>', 'take this version only, with or without its group')
      .option('--crd', 'print the CustomResourceDefinition, as YAML')
      .option('--list', 'list the kinds')
      .addHelpText(
        'after',
        `
Examples:
  meshwright schema --kind VirtualService > virtualservice.schema.json
  (in the YAML: # yaml-language-server: $schema=virtualservice.schema.json)
  meshwright schema --kind gateway --crd | kubectl apply -f -`,
      );
  },
  run: async ({ options, io }) => {
    if (flag(options, 'list')) {
      await io.out(formatList());
      return 'ok';
    }
    const name = text(options, 'kind');
    if (!name) throw new UserError('usage', '--kind is missing', 'meshwright schema --list names the kinds');
    const row = requireSchema(name);
    await io.out(flag(options, 'crd') ? await crdText(row) : await editorText(row, text(options, 'apiVersion')));
    return 'ok';
  },
};

function formatList(): string {
  const rows = listSchemas().map(({ title, group, versions, names, id }) => [
    names ? title : id.slice(id.lastIndexOf(':') + 1),
    group ?? '-',
    versions?.join(',') ?? '-',
    names?.shortNames?.join(',') ?? '-',
  ]);
  return formatTable([['KIND', 'GROUP', 'VERSIONS', 'SHORT'], ...rows], { padding: 3 });
}

async function editorText(row: SchemaRow, asked: string | undefined): Promise<string> {
  const version = asked === undefined ? undefined : chooseVersion(row, asked);
  const schema = buildEditorSchema(
    await loadSchema(row),
    await loadMetadataSchema(),
    version && `${row.group}/${version}`,
  );
  return `${JSON.stringify(schema, null, 2)}\n`;
}

async function crdText(row: SchemaRow): Promise<string> {
  if (!row.names) throw new UserError('usage', `${row.title} is not served by the API server: it has no definition`);
  return printYaml(buildCrd(await loadKindSchema(row)));
}
