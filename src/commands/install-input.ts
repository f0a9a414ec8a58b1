import { Option } from 'commander';
import { clusterOptions } from '../cli/cluster-options.js';
import type { Call } from '../cli/command.js';
import { collect, flag, type Options, text, texts } from '../cli/options.js';
import { type RenderFacts, renderManifest } from '../install/render.js';
import type { InstallPlan, KubeObject, Tree } from '../install/types.js';
import { checkSettings } from '../install/values/check.js';
import { buildPlan, type InstallInput, mergeSpec } from '../install/values/plan.js';
import { isObject } from '../model/decode.js';
import { UserError } from '../model/errors.js';
import { formatPath, type SourceText } from '../model/resource.js';
import { printable } from '../print/terminal.js';
import { printYaml } from '../print/yaml.js';
import { listSchemas, loadKindSchema, loadSchema } from '../schema/catalogue.js';
import { buildCrd } from '../schema/crds.js';
import { loadValidators } from '../schema/index.js';
import type { SchemaProblem } from '../schema/types.js';
import { splitDocuments } from '../sources/documents.js';
import { readSources } from '../sources/files.js';
import { parseDocument, YamlError } from '../sources/yaml-values.js';
import { requireSchema } from './schema-choice.js';

/** Flags that say what is installed, as istioctl spells them. */
export function installOptions(): readonly Option[] {
  return [
    new Option('-f, --filename <file>', 'IstioOperator file, or - for stdin; repeatable, later ones win').argParser(
      collect,
    ),
    new Option('-s, --set <path=value>', 'a setting of the IstioOperator spec; repeatable').argParser(collect),
    new Option('-r, --revision <name>', 'revision of the control plane'),
    new Option('--hub <registry>', 'registry of the images'),
    new Option('--tag <tag>', 'tag of the images'),
    new Option('--force', 'go on with settings that the schema refuses'),
  ];
}

const OPERATOR = { apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator' };

/**
 * The plan that flags and files ask for. With `--force`, what the schema refuses is said and let through.
 * @param basis specs that lie below those of the files.
 * @throws UserError for files that can't be read, and for settings that the schema refuses.
 */
export async function loadPlan(call: Call, basis: readonly Tree[] = []): Promise<InstallPlan> {
  const { options } = call;
  const specs = [...basis, ...(await readSpecs(texts(options, 'filename'), call))];
  const schema = await loadSchema(requireSchema(OPERATOR.kind));
  const spec = mergeSpec({ specs, sets: texts(options, 'set'), schema, ...chosen(options) });
  await checkSpec(spec, flag(options, 'force'), call);
  return buildPlan(spec);
}

function chosen(options: Options): Partial<InstallInput> {
  const named = (name: 'revision' | 'hub' | 'tag') => {
    const value = text(options, name);
    return value ? { [name]: value } : {};
  };
  const { istioNamespace } = clusterOptions(options);
  // The flag's default says nothing: a file or --set may name another namespace.
  const namespace = istioNamespace === 'istio-system' ? {} : { namespace: istioNamespace };
  return { ...named('revision'), ...named('hub'), ...named('tag'), ...namespace };
}

async function readSpecs(files: readonly string[], call: Call): Promise<readonly Tree[]> {
  const sources = await readSources(files, { recursive: false, stdin: call.io.stdin });
  return sources.flatMap((source) => {
    const specs = specsOf(source);
    if (specs.length <= 1) return specs;
    // Which of them is meant would be a guess.
    throw new UserError(
      'data',
      `${source.name}: there are ${specs.length} IstioOperators in one file`,
      'give each a file',
    );
  });
}

function specsOf(source: SourceText): readonly Tree[] {
  return splitDocuments(source).flatMap(({ start, end, line }) => {
    const value = readValue(source.text.slice(start, end), source.name, line);
    if (value === undefined || value === null) return [];
    if (!isObject(value) || value['kind'] !== OPERATOR.kind) {
      throw new UserError(
        'data',
        `${source.name}:${line}: an IstioOperator was expected`,
        `kind: ${OPERATOR.kind}, apiVersion: ${OPERATOR.apiVersion}`,
      );
    }
    return [isObject(value['spec']) ? value['spec'] : {}];
  });
}

function readValue(document: string, name: string, line: number): unknown {
  try {
    return parseDocument(document);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new UserError(
      'data',
      `${name}:${line + error.line - 1}:${error.column}: not readable as YAML: ${error.message}`,
    );
  }
}

async function checkSpec(spec: Tree, force: boolean, { io }: Call): Promise<void> {
  const validate = (await loadValidators([OPERATOR]))(OPERATOR.apiVersion, OPERATOR.kind);
  const problems = [...(validate?.({ ...OPERATOR, metadata: { name: 'spec' }, spec }) ?? []), ...checkSettings(spec)];
  if (problems.length === 0) return;
  const lines = problems.map(describeProblem);
  if (!force) throw new UserError('data', lines.join('\n'), '--force goes on all the same');
  for (const line of lines) io.err(`Warning: ${printable(line)}\n`);
}

/** The path as `--set` takes it, what is wrong, and what was probably meant. */
function describeProblem({
  path,
  text: what,
  suggestion,
}: Pick<SchemaProblem, 'path' | 'text' | 'suggestion'>): string {
  const place = formatPath(path[0] === 'spec' ? path.slice(1) : path);
  return `${place}: ${what}${suggestion ? `; did you mean ${suggestion}?` : ''}`;
}

/** The manifest of a plan. */
export async function renderPlan(plan: InstallPlan): Promise<KubeObject[]> {
  return renderManifest(plan, await renderFacts(plan));
}

async function renderFacts(plan: InstallPlan): Promise<RenderFacts> {
  const { load } = await import('../install/generated/injection.js');
  const wanted = plan.components.some((component) => component.kind === 'base') ? listSchemas() : [];
  const rows = wanted.filter((row) => row.names);
  const crds = await Promise.all(rows.map(async (row) => buildCrd(await loadKindSchema(row))));
  return { crds, templates: load(), yaml: printYaml };
}
