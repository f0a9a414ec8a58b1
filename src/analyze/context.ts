import { buildMesh, type MeshOptions } from '../mesh/build.js';
import type { Mesh } from '../mesh/types.js';
import type { Resource } from '../model/resource.js';
import type { Store } from '../model/store.js';
import type { ValidatorOf } from '../schema/types.js';
import type { AnalysisContext } from './types.js';
import type { RuleFacts } from './validation/facts.js';

/** What a context is made of; see `AnalysisContext` for what each means. */
export interface ContextInput {
  readonly store: Store;
  readonly complete: boolean;
  readonly istioNamespace: string;
  readonly mesh: MeshOptions;
  readonly validatorOf: ValidatorOf;
  readonly rawConfig?: unknown;
  readonly configResource?: Resource;
  readonly rawNetworks?: unknown;
  readonly networksResource?: Resource;
  readonly now?: number;
  readonly remotes?: ReadonlyMap<string, Store>;
  /** `default` without it. */
  readonly revision?: string;
  /** Rules that look at no pattern and no annotation, without it. */
  readonly ruleFacts?: RuleFacts;
}

const NO_CHECKS: RuleFacts = { regexProblem: () => undefined, celProblem: () => undefined, annotations: false };

/** What analyzers are handed; the mesh and shared facts are made when first asked for. */
export function createContext({ mesh: options, ...input }: ContextInput): AnalysisContext {
  const facts = new Map<unknown, unknown>();
  let mesh: Mesh | undefined;
  const context: AnalysisContext = {
    revision: 'default',
    ruleFacts: NO_CHECKS,
    ...input,
    config: options.config,
    regexTest: options.regexTest,
    parseYaml: options.parseYaml,
    mesh: () => {
      mesh ??= buildMesh(input.store, options);
      return mesh;
    },
    fact: <T>(build: (of: AnalysisContext) => T): T => {
      if (!facts.has(build)) facts.set(build, build(context));
      // The map holds under each function what that very function returned.
      return facts.get(build) as T;
    },
  };
  return context;
}
