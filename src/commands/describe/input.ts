import type { Command } from 'commander';
import { addClusterOptions, clusterOptions } from '../../cli/cluster-options.js';
import type { Call } from '../../cli/command.js';
import { currentNamespace, viewFormatOption } from '../cluster-view.js';
import { printDiagnostics } from '../diagnostics.js';
import { type LoadedMesh, loadMesh, meshInput, meshInputOptions } from '../mesh-input.js';

/** A mesh to describe things of. */
export interface DescribedMesh extends LoadedMesh {
  /** Namespace of names that carry none. */
  readonly namespace: string;
}

/** Adds the flags that say where the mesh comes from, and `-o`. */
export function addDescribeOptions(command: Command): Command {
  for (const option of meshInputOptions()) command.addOption(option);
  return addClusterOptions(command).addOption(viewFormatOption());
}

/** Loads what these flags say; what a cluster did not let be read is told of on stderr. */
export async function loadDescribedMesh(call: Call): Promise<DescribedMesh> {
  const input = await meshInput(call);
  const loaded = await loadMesh(input, call.io.stdin);
  printDiagnostics(
    loaded.diagnostics.filter(({ code }) => code.startsWith('cluster-')),
    call.io,
  );
  const live = input.loadCluster !== undefined && clusterOptions(call.options).snapshot === undefined;
  return { ...loaded, namespace: input.namespace ?? (live ? await currentNamespace(call) : 'default') };
}
