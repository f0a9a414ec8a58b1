import { createContext } from '../analyze/context.js';
import { comparesExpressions } from '../analyze/facts/expression-use.js';
import type { AnalysisContext } from '../analyze/types.js';
import { loadRuleFacts } from '../analyze/validation/facts.js';
import type { Io } from '../cli/io.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { UserError } from '../model/errors.js';
import type { KindName } from '../model/kinds/index.js';
import { loadRegexTest } from '../model/regex.js';
import type { SourceText } from '../model/resource.js';
import { buildStore } from '../model/store.js';
import { loadValidators } from '../schema/index.js';
import { collectSources } from '../sources/files.js';
import { type Loaded, type LoadProblem, loadTexts } from '../sources/load.js';
import { parseAnnotation } from '../sources/mesh-config.js';
import { readCluster, readRemotes, viewOf } from './analyze-cluster.js';
import { readConfigs } from './analyze-mesh-config.js';
import type { AnalyzeOptions } from './analyze-options.js';
import { isVisible, isVisibleInCluster } from './analyze-visibility.js';
import { formatLoadProblems } from './load-problems.js';
import { regexTestFor } from './mesh-input.js';

/** Everything that an analysis looks at, and what stood in the way of reading it. */
export interface AnalyzeInput {
  readonly context: AnalysisContext;
  /** Paths that can't be read. */
  readonly unreadable: readonly UserError[];
  /** Documents of the files that can't be read. Slips that istioctl passes over are notes. */
  readonly problems: readonly LoadProblem[];
  /** The same of objects of the cluster. */
  readonly clusterProblems: readonly LoadProblem[];
  /** What the cluster didn't let us see, the MeshConfig that makes no sense, files left out: worth a line, no failure. */
  readonly notes: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Kinds of the cluster that the user may not see: analyzers that need one don't run. */
  readonly hidden: ReadonlySet<KindName>;
  /** Names of the files that were read. */
  readonly files: readonly string[];
}

const PARTIAL = 'only a part of the cluster may be read, so nothing is taken for missing';
const NOTHING: Loaded = { resources: [], problems: [], diagnostics: [] };

/**
 * Reads files and cluster into what analyzers are handed.
 * @throws UserError when the cluster can't be read.
 */
export async function readAnalyzeInput(options: AnalyzeOptions, io: Io): Promise<AnalyzeInput> {
  const files = await collectFiles(options, io);
  const base = options.useKube ? await readCluster(options, io) : NOTHING;
  const view = viewOf(base.diagnostics);
  const own = loadTexts(files.sources, { namespace: options.namespace, keepRaw: true, lastKey: true });
  const store = buildStore([
    ...base.resources.filter((r) => isVisibleInCluster(r, options)),
    ...own.resources.filter(isVisible),
  ]);
  const configs = await readConfigs(store, options);
  const [ruleFacts, validatorOf, regexTest] = await Promise.all([
    loadRuleFacts(store.resources, { annotations: false }),
    loadValidators(configs.configResource ? [...store.resources, configs.configResource] : store.resources),
    comparesExpressions(store) ? loadRegexTest() : regexTestFor(store),
  ]);
  const { config, notes, ...raw } = configs;
  const context = createContext({
    store,
    remotes: await readRemotes(options),
    complete: options.useKube && view.complete,
    istioNamespace: options.cluster.istioNamespace,
    now: Date.now(),
    revision: options.revision,
    mesh: { config, parseYaml: parseAnnotation, regexTest },
    ruleFacts,
    validatorOf,
    ...raw,
  });
  return {
    context,
    unreadable: files.problems,
    problems: own.problems.filter(({ isTolerable }) => !isTolerable),
    clusterProblems: base.problems,
    notes: [
      ...files.notes,
      ...formatLoadProblems(own.problems.filter(({ isTolerable }) => isTolerable)),
      ...notes,
      ...(view.complete ? [] : [PARTIAL]),
    ],
    diagnostics: base.diagnostics.filter((d) => d.code !== 'kind-not-translated'),
    hidden: view.hidden,
    files: files.sources.map((source) => source.name),
  };
}

const CONFIG_FILE = /\.(ya?ml|json)$/i;

async function collectFiles(options: AnalyzeOptions, io: Io) {
  const found = await collectSources(options.files, { recursive: true, emptyIsFine: true, stdin: io.stdin });
  const notes = found.skipped.map((reason) => `skipped ${reason}`);
  // A file that was named and is no configuration was caught by a wildcard of the shell.
  const sources = found.sources.filter(({ name }) => {
    if (name === '-' || CONFIG_FILE.test(name) || /^\/(dev|proc)\//.test(name)) return true;
    notes.push(`skipped ${name}: no .yaml, .yml or .json file`);
    return false;
  });
  return { sources: await fixed(sources, options, io), problems: found.problems, notes };
}

/** With --fix, the sources as they are after it. */
async function fixed(sources: readonly SourceText[], { fix, namespace, files }: AnalyzeOptions, io: Io) {
  if (!fix) return sources;
  if (files.length === 0) {
    throw new UserError(
      'usage',
      '--fix: no files are given',
      'objects of a cluster are not changed; name the files that they come from',
    );
  }
  const { applyFixes } = await import('./analyze-fix.js');
  return applyFixes(sources, { dryRun: fix === 'show', namespace }, io);
}
