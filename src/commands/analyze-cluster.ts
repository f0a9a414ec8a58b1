import type { Io } from '../cli/io.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { UserError } from '../model/errors.js';
import { KINDS, type KindName } from '../model/kinds/index.js';
import type { Resource } from '../model/resource.js';
import { buildStore, type Store } from '../model/store.js';
import { loadCluster } from '../sources/cluster.js';
import { type Loaded, loadTexts } from '../sources/load.js';
import type { AnalyzeOptions } from './analyze-options.js';

/**
 * Reads the cluster, or the snapshot that stands for it.
 * @throws UserError when it can't be read, or not in time.
 */
export async function readCluster(options: AnalyzeOptions, io: Io): Promise<Loaded> {
  const { cluster, timeout, files } = options;
  const loading = loadCluster({ ...cluster, forAnalysis: true }, io.stdin).catch((error: unknown) => {
    if (!(error instanceof UserError) || files.length === 0) throw error;
    throw new UserError(error.kind, error.message, 'to look at the files alone, add --use-kube=false');
  });
  const loaded = await (timeout === undefined ? loading : Promise.race([loading, failAfter(timeout)]));
  if (cluster.snapshot === undefined) return loaded;
  return { ...loaded, resources: [...loaded.resources, ...defaultNamespace(loaded.resources)] };
}

/**
 * Services of the other clusters of the mesh, by the name of their context.
 * @throws UserError when one can't be read.
 */
export async function readRemotes({ cluster, remoteContexts }: AnalyzeOptions): Promise<ReadonlyMap<string, Store>> {
  const found = new Map<string, Store>();
  for (const context of remoteContexts) {
    const { snapshot: _, ...remote } = cluster;
    const { resources } = await loadCluster({ ...remote, context });
    found.set(context, buildStore(resources));
  }
  return found;
}

function failAfter(seconds: number): Promise<never> {
  return new Promise((_, reject) => {
    const error = new UserError('failed', `the cluster didn't answer within ${seconds} s`, 'raise --timeout');
    setTimeout(() => reject(error), seconds * 1000).unref();
  });
}

/** Every cluster has the namespace `default`; a snapshot may have left it out. */
function defaultNamespace(resources: readonly Resource[]): readonly Resource[] {
  if (resources.some((r) => r.kind === 'Namespace' && r.metadata.name === 'default')) return [];
  const value = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };
  const origin = { source: { name: 'cluster', text: '' }, start: 0, end: 0, line: 1 };
  const { resources: made } = loadTexts([{ name: 'cluster', text: JSON.stringify(value) }]);
  return made.map((resource) => ({ ...resource, origin }));
}

/** The namespace of the kubeconfig's context for who names none, as kubectl has it. */
export async function resolveNamespace(options: AnalyzeOptions): Promise<AnalyzeOptions> {
  const { cluster, useKube } = options;
  if (!useKube || cluster.snapshot !== undefined || cluster.namespace !== undefined) return options;
  const { loadKubeConfig } = await import('../kube/config.js');
  const config = await loadKubeConfig(cluster).catch((error: unknown) => {
    if (error instanceof UserError) return undefined; // reading the cluster says it
    throw error;
  });
  const namespace = config?.getContextObject(config.getCurrentContext())?.namespace;
  return namespace ? { ...options, namespace } : options;
}

/** What the user may see of a cluster. */
export interface View {
  /** False where too much is hidden: that something isn't there means nothing then, as with files alone. */
  readonly complete: boolean;
  /** In a complete view, the few kinds that are hidden. Who asks for one of them has to be left out. */
  readonly hidden: ReadonlySet<KindName>;
}

/** Kinds that nearly all analyzers look things up in. */
const CORE: readonly KindName[] = ['Namespace', 'Service', 'Pod'];

/** Tells from what was said while reading a cluster what could not be read. */
export function viewOf(diagnostics: readonly Diagnostic[]): View {
  const hidden = hiddenKinds(diagnostics);
  return CORE.some((kind) => hidden.has(kind)) ? { complete: false, hidden: new Set() } : { complete: true, hidden };
}

/** Kinds of which the user may not see everything: that something isn't there can't be told from them. */
export function hiddenKinds(diagnostics: readonly Diagnostic[]): ReadonlySet<KindName> {
  const hidden = new Set<KindName>();
  for (const { code, args } of diagnostics) {
    if (code !== 'cluster-kind-forbidden' && code !== 'cluster-kind-partial') continue;
    const found = Object.values(KINDS).find(
      ({ group, plural }) => args['kind'] === (group ? `${plural}.${group}` : plural),
    );
    if (found && isKindName(found.kind)) hidden.add(found.kind);
  }
  return hidden;
}

function isKindName(name: string): name is KindName {
  return Object.hasOwn(KINDS, name);
}
