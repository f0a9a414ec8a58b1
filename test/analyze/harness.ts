import { createContext } from '../../src/analyze/context.js';
import { runAnalysis } from '../../src/analyze/engine.js';
import type { AnalysisContext, Analyzer } from '../../src/analyze/types.js';
import { decodeMeshConfig } from '../../src/mesh/mesh-config.js';
import type { Diagnostic } from '../../src/model/diagnostic.js';
import { loadRegexTest } from '../../src/model/regex.js';
import { formatPath } from '../../src/model/resource.js';
import { buildStore } from '../../src/model/store.js';
import { loadTexts } from '../../src/sources/load.js';
import { parseAnnotation } from '../../src/sources/mesh-config.js';

export interface AnalysisInput {
  /** The input stands for a whole cluster: what isn't in it doesn't exist. */
  readonly complete?: boolean;
  /** MeshConfig as it is written. */
  readonly config?: unknown;
  readonly namespace?: string;
  /** Milliseconds since 1970. */
  readonly now?: number;
}

const regexTest = await loadRegexTest();

/** What analyzers are handed for some YAML (documents between `---`); documents that can't be read throw. */
export function contextOf(text: string, input: AnalysisInput = {}): AnalysisContext {
  const { resources, problems } = loadTexts([{ name: 'test.yaml', text }], { keepRaw: true });
  if (problems.length > 0) throw new Error(JSON.stringify(problems.map((p) => `${p.path.join('.')}: ${p.message}`)));
  return createContext({
    store: buildStore(resources),
    complete: input.complete ?? false,
    istioNamespace: 'istio-system',
    mesh: { config: decodeMeshConfig(input.config).config, parseYaml: parseAnnotation, regexTest },
    validatorOf: () => undefined,
    ...(input.config !== undefined && { rawConfig: input.config }),
    ...(input.now !== undefined && { now: input.now }),
  });
}

/** Findings of some analyzers about some YAML. */
export function analyze(analyzers: readonly Analyzer[], text: string, input: AnalysisInput = {}): Diagnostic[] {
  const { namespace } = input;
  return runAnalysis(contextOf(text, input), { analyzers, ...(namespace !== undefined && { namespace }) });
}

/** A finding in one line: code, kind, namespace/name, and the path at fault. */
export function lineOf({ code, resource, path }: Diagnostic): string {
  const { namespace, name } = resource?.metadata ?? { namespace: '', name: '' };
  const place = formatPath(path ?? []);
  return `${code} ${resource?.kind} ${namespace ? `${namespace}/` : ''}${name}${place ? ` ${place}` : ''}`;
}

/** Findings as lines, in the order in which they are shown. */
export function findings(analyzers: readonly Analyzer[], text: string, input: AnalysisInput = {}): string[] {
  return analyze(analyzers, text, input).map(lineOf);
}
