import { Option } from 'commander';
import { clusterOptions } from '../cli/cluster-options.js';
import type { Call } from '../cli/command.js';
import { collect, flag, text, texts } from '../cli/options.js';
import { buildMesh } from '../mesh/build.js';
import { decodeMeshConfig, type MeshConfig } from '../mesh/mesh-config.js';
import type { Mesh } from '../mesh/types.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { loadRegexTest, noRegexTest, type RegexTest } from '../model/regex.js';
import { buildStore, type Store } from '../model/store.js';
import { loadCluster } from '../sources/cluster.js';
import { readSources } from '../sources/files.js';
import { fetchJwks } from '../sources/jwks.js';
import { type Loaded, loadTexts } from '../sources/load.js';
import {
  findMeshConfig,
  type MeshConfigPlace,
  parseAnnotation,
  rejectMeshConfigProblems,
} from '../sources/mesh-config.js';
import { rejectLoadProblems } from './load-problems.js';

/** Options that say what the mesh is made of: files, the cluster, or files laid over the cluster. */
export function meshInputOptions(): readonly Option[] {
  return [
    new Option('-f, --filename <path>', 'file, directory or - for stdin; repeatable').argParser(collect),
    new Option('-R, --recursive', 'look into subdirectories of directories'),
    new Option('--use-kube', "lay the files over the cluster's state"),
    new Option('--mesh-config <file>', 'MeshConfig file instead of the ConfigMap'),
    new Option('--fetch-jwks', "fetch the keys of token issuers that aren't inline, as istiod does"),
    new Option('--revision <name>', 'revision whose ConfigMap holds the MeshConfig'),
  ];
}

export interface LoadedMesh {
  readonly mesh: Mesh;
  readonly store: Store;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a mesh comes from, decoded from the options of a command. */
export interface MeshInput {
  readonly files: readonly string[];
  readonly recursive: boolean;
  readonly namespace?: string;
  readonly meshConfig: MeshConfigPlace;
  readonly fetchJwks: boolean;
  /** Loads the cluster, or a snapshot file in its place; absent when only the files count. */
  readonly loadCluster?: () => Promise<Loaded>;
}

/** Decodes the options of `meshInputOptions` and of the cluster flags. */
export async function meshInput(call: Call): Promise<MeshInput> {
  const { options } = call;
  const files = texts(options, 'filename');
  const cluster = clusterOptions(options);
  const wanted = files.length === 0 || flag(options, 'useKube') || cluster.snapshot !== undefined;
  const file = text(options, 'meshConfig');
  const revision = text(options, 'revision');
  return {
    files,
    recursive: flag(options, 'recursive'),
    fetchJwks: flag(options, 'fetchJwks'),
    ...(cluster.namespace !== undefined && { namespace: cluster.namespace }),
    meshConfig: {
      istioNamespace: cluster.istioNamespace,
      ...(file !== undefined && { file }),
      ...(revision !== undefined && { revision }),
    },
    ...(wanted && { loadCluster: () => loadCluster(cluster, call.io.stdin) }),
  };
}

/**
 * Loads and builds a mesh.
 * @throws UserError when anything in the input can't be read or has a wrong type: all of it is listed.
 */
export async function loadMesh(input: MeshInput, stdin: () => Promise<string>): Promise<LoadedMesh> {
  const sources = await readSources(input.files, { recursive: input.recursive, stdin });
  const base: Loaded = (await input.loadCluster?.()) ?? { resources: [], problems: [], diagnostics: [] };
  const own = loadTexts(sources, input.namespace === undefined ? {} : { namespace: input.namespace });
  rejectLoadProblems([...base.problems, ...own.problems]);
  const store = buildStore([...base.resources, ...own.resources]);
  const jwks = input.fetchJwks ? await fetchJwks(store.list('RequestAuthentication')) : undefined;
  const mesh = buildMesh(store, {
    ...(jwks && { jwks: jwks.keys }),
    config: await readMeshConfig(store, input.meshConfig),
    parseYaml: parseAnnotation,
    regexTest: await regexTestFor(store),
  });
  return {
    mesh,
    store,
    diagnostics: [...base.diagnostics, ...own.diagnostics, ...(jwks?.diagnostics ?? []), ...mesh.diagnostics],
  };
}

/** The regular expression engine, loaded only if some resource has a pattern that is matched while a mesh is built. */
export async function regexTestFor(store: Store): Promise<RegexTest> {
  const used = store
    .list('EnvoyFilter')
    .some((f) => f.body.spec?.configPatches?.some((p) => p.match?.proxy?.proxyVersion));
  return used ? loadRegexTest() : noRegexTest;
}

/** The MeshConfig in force: decoded, or Istio's defaults. */
export async function readMeshConfig(store: Store, place: MeshConfigPlace): Promise<MeshConfig> {
  const found = await findMeshConfig(store, place);
  const { config, problems } = decodeMeshConfig(found?.value);
  rejectMeshConfigProblems(problems, found?.name ?? 'MeshConfig');
  return config;
}
