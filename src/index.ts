/**
 * meshwright as a library: what istiod would push to each proxy, computed from Kubernetes and Istio resources, and what an
 * Envoy has, read from its config dump.
 */
import { rejectLoadProblems } from './commands/load-problems.js';
import { readMeshConfig, regexTestFor } from './commands/mesh-input.js';
import { chooseProxies } from './commands/proxy-choice.js';
import { buildMesh as build } from './mesh/build.js';
import type { MeshConfig } from './mesh/mesh-config.js';
import type { Mesh, MeshProxy } from './mesh/types.js';
import type { Diagnostic } from './model/diagnostic.js';
import type { RegexTest } from './model/regex.js';
import { buildStore, type Store } from './model/store.js';
import { readSources } from './sources/files.js';
import { loadTexts } from './sources/load.js';
import { parseAnnotation } from './sources/mesh-config.js';
import { translateProxy } from './translate/index.js';
import { buildSharedState, type ProvenanceMap } from './translate/translation.js';
import type { Snapshot } from './xds/snapshot.js';

export { simulationFacts } from './commands/simulate-facts.js';
export type { Mesh, MeshProxy, Provenance } from './mesh/types.js';
export type { Diagnostic, Severity } from './model/diagnostic.js';
export { type ErrorKind, UserError } from './model/errors.js';
export type { Resource } from './model/resource.js';
export { applyHeaderChanges } from './simulate/http/header-changes.js';
export { simulate } from './simulate/index.js';
export type * from './simulate/types.js';
export { compareWithExpectation } from './testing/expect/index.js';
export { readTestDocument, type TestDocument } from './testing/format/index.js';
export type * from './testing/types.js';
export type { ProvenanceMap } from './translate/translation.js';
export { type Bootstrap, type BootstrapProxy, buildBootstrap } from './xds/bootstrap.js';
export { checkSnapshot, describeFinding, type Finding } from './xds/check/index.js';
export { type ConfigDump, parseConfigDump } from './xds/dump/config-dump.js';
export { DumpError } from './xds/dump/dump-error.js';
export type { SectionName } from './xds/dump/section.js';
export type { ResourceState } from './xds/dump/states.js';
export type { Snapshot } from './xds/snapshot.js';
export type * from './xds/types.js';

export interface LoadFilesOptions {
  /** Look into subdirectories; false by default. */
  readonly recursive?: boolean;
  /** Namespace of namespaced objects that name none; `default` by default. */
  readonly namespace?: string;
  /** MeshConfig file, instead of ConfigMap `istio` among the resources. */
  readonly meshConfig?: string;
  /** Namespace of the control plane; `istio-system` by default. */
  readonly istioNamespace?: string;
}

/** Resources and the MeshConfig that applies to them. */
export interface LoadedFiles {
  readonly store: Store;
  readonly config: MeshConfig;
  /** Matches the regular expressions among the resources. */
  readonly regexTest: RegexTest;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads Kubernetes and Istio resources from files and directories of YAML or JSON.
 * @throws UserError of kind `data`, naming file, line and field of everything that can't be read
 */
export async function loadFiles(paths: readonly string[], options: LoadFilesOptions = {}): Promise<LoadedFiles> {
  const sources = await readSources(paths, {
    recursive: options.recursive ?? false,
    stdin: async () => '',
  });
  const { namespace, meshConfig: file, istioNamespace } = options;
  const loaded = loadTexts(sources, namespace === undefined ? {} : { namespace });
  rejectLoadProblems(loaded.problems);
  const store = buildStore(loaded.resources);
  const config = await readMeshConfig(store, {
    ...(file !== undefined && { file }),
    ...(istioNamespace !== undefined && { istioNamespace }),
  });
  return { store, config, regexTest: await regexTestFor(store), diagnostics: loaded.diagnostics };
}

/** Decides everything that does not depend on one proxy: services, endpoints, proxies, rules in force. Pure. */
export function buildMesh(loaded: LoadedFiles): Mesh {
  const mesh = build(loaded.store, { config: loaded.config, parseYaml: parseAnnotation, regexTest: loaded.regexTest });
  return { ...mesh, diagnostics: [...loaded.diagnostics, ...mesh.diagnostics] };
}

export interface TranslateOptions {
  /** Proxies as `NAME.NAMESPACE` or `TYPE/NAME.NAMESPACE`; all by default. */
  readonly proxies?: readonly string[];
}

export interface TranslatedProxy {
  readonly proxy: MeshProxy;
  readonly snapshot: Snapshot;
}

export interface Translations {
  readonly proxies: readonly TranslatedProxy[];
  /** Which resources made an xDS object: keyed by the object itself, which snapshots may share. */
  readonly provenance: ProvenanceMap;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The xDS resources that istiod 1.30 would push to proxies. The objects are shared between snapshots: don't change them.
 * @throws UserError of kind `usage` for a proxy that is not there
 */
export function translate(mesh: Mesh, options: TranslateOptions = {}): Translations {
  const shared = buildSharedState();
  const chosen = chooseProxies(mesh.proxies, options.proxies ?? [], undefined);
  const proxies = chosen.map((proxy) => ({ proxy, snapshot: translateProxy(mesh, proxy, shared) }));
  return { proxies, provenance: shared.provenance, diagnostics: [...mesh.diagnostics, ...shared.diagnostics.values()] };
}
