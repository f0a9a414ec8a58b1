import type { Call } from '../../cli/command.js';
import { flag, text, texts } from '../../cli/options.js';
import { UserError } from '../../model/errors.js';
import type { Loaded } from '../../sources/load.js';
import { type LoadedMesh, loadMesh, type MeshInput, meshInput } from '../mesh-input.js';

/** Two states of a mesh. */
export interface MeshPair {
  readonly before: LoadedMesh;
  readonly after: LoadedMesh;
}

/**
 * Loads what `--base` and `--head` name, or the cluster and the cluster with the files of `-f` laid over it.
 * @throws UserError when neither is there, or something can't be read
 */
export async function loadMeshPair(call: Call): Promise<MeshPair> {
  const { options, io } = call;
  const [base, head, files] = [texts(options, 'base'), texts(options, 'head'), texts(options, 'filename')];
  if (base.length > 0 || head.length > 0) {
    if (files.length > 0) throw new UserError('usage', '-f has no place beside --base and --head');
    return loadBaseAndHead(call, base, head);
  }
  if (files.length === 0) {
    throw new UserError(
      'usage',
      'nothing to compare',
      'name files to lay over the cluster with -f, two sets of files with --base and --head, or a proxy with --live',
    );
  }
  const input = await meshInput({ ...call, options: { ...options, useKube: true } });
  const shared = { ...input, ...(input.loadCluster && { loadCluster: once(input.loadCluster) }) };
  return { before: await loadMesh({ ...shared, files: [] }, io.stdin), after: await loadMesh(shared, io.stdin) };
}

async function loadBaseAndHead(call: Call, base: readonly string[], head: readonly string[]): Promise<MeshPair> {
  const missing = base.length === 0 ? '--base' : head.length === 0 ? '--head' : undefined;
  if (missing) throw new UserError('usage', `${missing} is missing`, 'both sets of files are needed');
  if (text(call.options, 'snapshot') !== undefined || flag(call.options, 'useKube')) {
    throw new UserError('usage', '--base and --head compare files alone', 'use -f to compare with a cluster');
  }
  const side = (files: readonly string[]): Promise<MeshInput> =>
    meshInput({ ...call, options: { ...call.options, filename: files } });
  const { stdin } = call.io;
  return { before: await loadMesh(await side(base), stdin), after: await loadMesh(await side(head), stdin) };
}

/** The cluster is asked once for both sides: it might change between. */
function once(load: () => Promise<Loaded>): () => Promise<Loaded> {
  let loaded: Promise<Loaded> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
