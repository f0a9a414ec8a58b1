import { isServedVersion } from '../analyze/analyzers/validation/version.js';
import { type AnalysisResult, analyze, reaches } from '../analyze/engine.js';
import type { Analyzer } from '../analyze/types.js';
import type { Call, CommandDefinition, Outcome } from '../cli/command.js';
import type { Io } from '../cli/io.js';
import { flag, text } from '../cli/options.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { Origin, Resource } from '../model/resource.js';
import { printableLines } from '../print/terminal.js';
import { chooseAnalyzers, explainCode, listAnalyzers } from './analyze-catalogue.js';
import { resolveNamespace } from './analyze-cluster.js';
import { type AnalyzeInput, readAnalyzeInput } from './analyze-input.js';
import { type AnalyzeOptions, analyzeOptions, configureAnalyze } from './analyze-options.js';
import { printAnalysis } from './analyze-output.js';
import { parseSuppressions } from './analyze-suppress.js';
import { printDiagnostics } from './diagnostics.js';
import { formatLoadProblems } from './load-problems.js';

export const command: CommandDefinition = { configure: configureAnalyze, run };

async function run(call: Call): Promise<Outcome> {
  const { io } = call;
  const asked = analyzeOptions(call);
  const code = text(call.options, 'explain');
  if (code !== undefined || flag(call.options, 'listAnalyzers')) {
    await io.out(code === undefined ? listAnalyzers() : explainCode(code));
    return 'ok';
  }
  const options = await resolveNamespace(asked);
  const chosen = chooseAnalyzers(options.analyzers);
  const suppressions = parseSuppressions(options.suppress);
  const input = await readAnalyzeInput(options, io);
  say([...chosen.notes, ...suppressions.notes, ...input.notes], io);
  sayProblems(input, io);
  // What would change stands on stdout already; findings between patches would spoil them.
  if (options.fix === 'show') return input.unreadable.length > 0 ? 'data' : 'ok';
  if (input.context.complete && !namespaceExists(input, options)) {
    io.err(`there is no namespace ${options.namespace} in the cluster: nothing to analyze\n`);
    // Who reads findings as data gets a list without any.
    if (options.format !== 'text' && options.format !== 'log')
      await printAnalysis([], options, { files: [], unread: 0, elsewhere: 0 }, io);
    return 'ok';
  }
  const broken = brokenDocuments(input);
  const analyzers = chosen.analyzers.filter(({ inputs }) => !inputs.some((kind) => input.hidden.has(kind)));
  // Translation is loaded only where it is asked for.
  const deep = options.deep ? [(await import('./analyze-deep.js')).deepAnalyzer] : [];
  const result = analyze(input.context, {
    analyzers: [...analyzers, ...deep],
    ...(!options.allNamespaces && { namespace: options.namespace }),
    suppress: (finding) => isIn(broken, finding.resource) || isUnknown(finding) || suppressions.suppress(finding),
  });
  if (options.verbose) sayAnalyzers(analyzers, result, io);
  if (analyzers.length < chosen.analyzers.length) {
    io.err(`${chosen.analyzers.length - analyzers.length} analyzers did not run: they need what may not be read\n`);
  }
  const unread = input.unreadable.length + input.problems.length;
  await printAnalysis(result.findings, options, { files: input.files, unread, elsewhere: result.elsewhere }, io);
  return outcomeOf(result, input, options);
}

/** A file that isn't there is worse than anything found in the others; a document that can't be read is not. */
function outcomeOf({ findings }: AnalysisResult, input: AnalyzeInput, options: AnalyzeOptions): Outcome {
  if (input.unreadable.length > 0) return 'data';
  if (findings.some(({ severity }) => reaches(severity, options.failureThreshold))) return 'issues';
  // As in istioctl, who reads the findings as data is told of documents by stderr alone.
  const silent = options.ignoreUnknown || options.format === 'json' || options.format === 'yaml';
  return input.problems.length > 0 && !silent ? 'data' : 'ok';
}

function say(notes: readonly string[], io: Io): void {
  for (const note of notes) io.err(printableLines(`note: ${note}\n`));
}

function sayProblems(input: AnalyzeInput, io: Io): void {
  printDiagnostics(input.diagnostics, io);
  for (const { message, hint } of input.unreadable) {
    io.err(printableLines(`error: ${message}${hint ? `; ${hint}` : ''}\n`));
  }
  for (const line of formatLoadProblems([...input.problems, ...input.clusterProblems])) io.err(`error: ${line}\n`);
}

function namespaceExists({ context }: AnalyzeInput, { namespace }: AnalyzeOptions): boolean {
  return context.store.list('Namespace').some(({ metadata }) => metadata.name === namespace);
}

/** Documents of files of which a part couldn't be read. What is found in the rest may only be an effect of that. */
function brokenDocuments(input: AnalyzeInput): ReadonlySet<string> {
  return new Set(input.problems.map(({ origin }) => placeOf(origin)));
}

function isIn(broken: ReadonlySet<string>, resource: Resource | undefined): boolean {
  return broken.size > 0 && resource !== undefined && broken.has(placeOf(resource.origin));
}

/** What istioctl would find in a resource of a version that it doesn't know. */
function isUnknown({ code, resource }: Diagnostic): boolean {
  return code.startsWith('IST') && resource !== undefined && !isServedVersion(resource);
}

function placeOf({ source, start, within }: Origin): string {
  return `${source.name}\n${start}\n${within?.join('.') ?? ''}`;
}

function sayAnalyzers(analyzers: readonly Analyzer[], { skipped }: AnalysisResult, io: Io): void {
  const idle = new Set(skipped);
  const ran = analyzers.filter((analyzer) => !idle.has(analyzer));
  const lines = (list: readonly Analyzer[]) => list.map(({ name }) => `  ${name}\n`).join('');
  io.err(`Skipped analyzers, with nothing to look at:\n${lines(skipped)}Executed analyzers:\n${lines(ran)}`);
}
