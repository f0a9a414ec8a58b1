import { clusterOptions } from '../cli/cluster-options.js';
import type { Call } from '../cli/command.js';
import { useColour } from '../cli/io.js';
import { outputFormat, outputOption } from '../cli/options.js';
import type { Diagnostic } from '../model/diagnostic.js';
import { UserError } from '../model/errors.js';
import type { KindName } from '../model/kinds/index.js';
import type { Resource } from '../model/resource.js';
import { buildStore, type Store } from '../model/store.js';
import { formatJson } from '../print/json.js';
import { printable } from '../print/terminal.js';
import { loadCluster } from '../sources/cluster.js';
import { loadTexts } from '../sources/load.js';
import { printDiagnostics } from './diagnostics.js';
import { rejectLoadProblems } from './load-problems.js';

/** Some kinds of a cluster, or of the snapshot that stands for it. */
export interface ClusterView {
  readonly store: Store;
  readonly istioNamespace: string;
  /** Namespace of names that carry none. */
  readonly namespace: string;
}

/**
 * Reads kinds of the cluster that the flags choose. What the user may see only a part of is said on stderr.
 * @throws UserError when the cluster can't be asked, the snapshot not be read, or a kind not be listed at all: an answer
 * without it would be wrong.
 */
export async function readView(call: Call, kinds: readonly KindName[]): Promise<ClusterView> {
  const options = clusterOptions(call.options);
  const loaded = await loadCluster({ ...options, kinds }, call.io.stdin);
  rejectLoadProblems(loaded.problems);
  rejectForbidden(loaded.diagnostics);
  printDiagnostics(
    loaded.diagnostics.filter(({ code }) => code !== 'kind-not-translated'),
    call.io,
  );
  const own = options.snapshot === undefined ? [] : defaultNamespace();
  return {
    // The snapshot's own objects take the place of what every cluster has.
    store: buildStore([...own, ...loaded.resources]),
    istioNamespace: options.istioNamespace,
    namespace: options.namespace ?? (options.snapshot === undefined ? await currentNamespace(call) : 'default'),
  };
}

function rejectForbidden(diagnostics: readonly Diagnostic[]): void {
  const forbidden = diagnostics.filter(({ code }) => code === 'cluster-kind-forbidden');
  const [first] = forbidden;
  if (!first) return;
  const kinds = forbidden.map(({ args }) => String(args['kind'])).join(', ');
  const hint = 'somebody with more rights can run it, or save a snapshot for --snapshot';
  throw new UserError('failed', printable(`user ${String(first.args['user'])} may not list ${kinds}`), hint);
}

/** Every cluster has the namespace `default`; a snapshot may have left it out. */
function defaultNamespace(): readonly Resource[] {
  const value = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };
  return loadTexts([{ name: 'cluster', text: JSON.stringify(value) }]).resources;
}

/** Namespace of the kubeconfig's context, for names that carry none. @throws UserError when there is no kubeconfig. */
export async function currentNamespace({ options, io }: Call): Promise<string> {
  const { loadKubeConfig } = await import('../kube/config.js');
  const config = await loadKubeConfig({ ...clusterOptions(options), env: io.env });
  return config.getContextObject(config.getCurrentContext())?.namespace || 'default';
}

const FORMATS = ['table', 'json', 'yaml'] as const;
export type ViewFormat = (typeof FORMATS)[number];

/** `-o` of commands that show something as a table or as data. */
export function viewFormatOption() {
  return outputOption(FORMATS, 'table');
}

export function viewFormat(call: Call): ViewFormat {
  return outputFormat(call.options, FORMATS, 'table');
}

/** Prints data as JSON or YAML. */
export async function printData({ io }: Call, value: unknown, format: 'json' | 'yaml'): Promise<void> {
  if (format === 'json') return io.out(formatJson(value));
  const { dump } = await import('js-yaml');
  await io.out(dump(value, { noRefs: true, lineWidth: -1 }));
}

/** istioctl colours its marks whatever reads them; a terminal that wants no colour gets none here. */
export function colourMarks({ io }: Call): boolean {
  return !io.outIsTerminal || useColour(io, true);
}
