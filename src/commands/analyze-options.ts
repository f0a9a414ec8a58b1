import { type Command, Option } from 'commander';
import { addClusterOptions, type ClusterOptions, clusterOptions } from '../cli/cluster-options.js';
import type { Call } from '../cli/command.js';
import { collect, collectList, flag, type Options, outputOption, text, texts } from '../cli/options.js';
import type { Severity } from '../model/diagnostic.js';
import { parseDuration } from '../model/duration.js';
import { UserError } from '../model/errors.js';
import { suggest } from '../model/suggest.js';
import { FINDING_FORMATS, type FindingFormat } from '../print/analysis/index.js';

/** What `analyze` was asked for. */
export interface AnalyzeOptions {
  readonly files: readonly string[];
  readonly cluster: ClusterOptions;
  /** Whether a cluster (or a snapshot of one) lies under the files. */
  readonly useKube: boolean;
  /** Namespace of documents without one, and the only one reported on unless all are. */
  readonly namespace: string;
  readonly allNamespaces: boolean;
  readonly revision: string;
  readonly meshConfigFile?: string;
  readonly analyzers: readonly string[];
  readonly suppress: readonly string[];
  readonly failureThreshold: Severity;
  readonly outputThreshold: Severity;
  readonly format: FindingFormat;
  readonly ignoreUnknown: boolean;
  readonly frame: boolean;
  /** undefined: where it is a terminal. */
  readonly colour?: boolean;
  readonly verbose: boolean;
  readonly deep: boolean;
  readonly fix?: 'write' | 'show';
  /** Contexts of the other clusters of the mesh. */
  readonly remoteContexts: readonly string[];
  /** Seconds that the cluster may take. */
  readonly timeout?: number;
}

const LEVELS: readonly Severity[] = ['error', 'warning', 'info'];

/** Adds the flags, as istioctl spells them. https://istio.io/latest/docs/reference/commands/istioctl/#istioctl-analyze */
export function configureAnalyze(command: Command): void {
  command
    .argument('[paths...]', 'files, directories (with all below them), or - for stdin')
    .option('-A, --all-namespaces', 'report on all namespaces')
    .option('-R, --recursive', 'directories are always looked through with all below them; kept for old scripts')
    .addOption(new Option('-k, --use-kube [bool]', 'lay the files over the state of the cluster').default('true'))
    .addOption(
      new Option(
        '-S, --suppress <CODE=resource>',
        "leave out a finding, e.g. 'IST0102=Namespace prod-*'; repeatable",
      ).argParser(collect),
    )
    .option('--failure-threshold <level>', 'exit with 79 from this level on: error, warning, info', 'error')
    .option('--output-threshold <level>', 'report from this level on: error, warning, info', 'info')
    .option('-L, --list-analyzers', 'list the analyzers')
    .addOption(new Option('--analyzer <names>', 'run only these analyzers').argParser(collectList))
    .addOption(outputOption(FINDING_FORMATS, 'text'))
    .option('--ignore-unknown', "don't fail because of documents that can't be read")
    .option('--meshConfigFile <file>', 'MeshConfig instead of the one in the ConfigMap')
    .addOption(new Option('--mesh-config <file>').hideHelp())
    .option('-r, --revision <name>', 'revision of the control plane', 'default')
    .option('--color [bool]', 'colours even where it is no terminal')
    .option('-v, --verbose', 'tell which analyzers ran')
    .addOption(
      new Option('--remote-contexts <names>', 'contexts of the other clusters of the mesh').argParser(collectList),
    )
    .option('--timeout <duration>', 'time to wait for the cluster, e.g. 30s')
    .option('--explain <code>', 'tell what a code means and what to do')
    .option('--no-frame', 'without the lines around each finding')
    .option('--deep', 'translate every proxy as well, and tell what Envoy would refuse')
    .option('--fix', 'correct in the files what has one right answer')
    .option('--fix-dry-run', 'show these corrections as a diff');
  addClusterOptions(command);
}

/**
 * Decodes them.
 * @throws UserError `usage` for a value that isn't one.
 */
export function analyzeOptions({ args, options }: Call): AnalyzeOptions {
  const cluster = clusterOptions(options);
  const kube = truthOrFile(options['useKube']);
  const colour = truthOrFile(options['color']);
  const meshConfigFile = text(options, 'meshConfigFile') ?? text(options, 'meshConfig');
  const fix = flag(options, 'fixDryRun') ? 'show' : flag(options, 'fix') ? 'write' : undefined;
  const timeout = text(options, 'timeout');
  return {
    files: [...kube.files, ...colour.files, ...args],
    cluster,
    useKube: (kube.value ?? true) || cluster.snapshot !== undefined,
    namespace: cluster.namespace ?? 'default',
    allNamespaces: flag(options, 'allNamespaces'),
    revision: text(options, 'revision') || 'default',
    ...(meshConfigFile !== undefined && { meshConfigFile }),
    analyzers: texts(options, 'analyzer'),
    suppress: texts(options, 'suppress'),
    failureThreshold: level(options, 'failureThreshold', 'error'),
    outputThreshold: level(options, 'outputThreshold', 'info'),
    format: findingFormat(options),
    ignoreUnknown: flag(options, 'ignoreUnknown'),
    frame: options['frame'] !== false,
    ...(colour.value !== undefined && { colour: colour.value }),
    verbose: flag(options, 'verbose'),
    deep: flag(options, 'deep'),
    remoteContexts: texts(options, 'remoteContexts'),
    ...(fix && { fix }),
    ...(timeout !== undefined && { timeout: seconds(timeout) }),
  };
}

/** Flags like `--use-kube` take their value after `=` only; a word after a blank is a file, though commander takes it for the value. */
function truthOrFile(given: unknown): { readonly value: boolean | undefined; readonly files: readonly string[] } {
  const value = truth(typeof given === 'string' ? given.replace(/^=/, '') : given);
  if (value !== undefined || typeof given !== 'string') return { value, files: [] };
  return { value: true, files: [given] };
}

/** A boolean as Go reads one from a flag; undefined for other text. */
function truth(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  if (/^(1|t|true)$/i.test(value)) return true;
  return /^(0|f|false)$/i.test(value) ? false : undefined;
}

function level(options: Options, name: string, fallback: Severity): Severity {
  const value = text(options, name) ?? fallback;
  const found = LEVELS.find((l) => l === value.toLowerCase());
  if (found) return found;
  const flagName = name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
  throw new UserError('usage', `--${flagName} ${value}: unknown level`, `levels: ${LEVELS.join(', ')}`);
}

function findingFormat(options: Options): FindingFormat {
  const value = text(options, 'output') ?? 'text';
  const found = FINDING_FORMATS.find((f) => f === value.toLowerCase());
  if (found) return found;
  const near = suggest(value, FINDING_FORMATS);
  const hint = `formats: ${FINDING_FORMATS.join(', ')}`;
  throw new UserError('usage', `-o ${value}: unknown format${near ? `; did you mean ${near}?` : ''}`, hint);
}

function seconds(value: string): number {
  const nanos = parseDuration(value);
  if (nanos !== undefined && nanos > 0) return nanos / 1e9;
  throw new UserError('usage', `--timeout ${value}: a duration such as 30s or 2m was expected`);
}
