import type { ClusterOptions } from '../cli/cluster-options.js';
import { UserError } from '../model/errors.js';
import { readSources } from '../sources/files.js';
import { type Loaded, loadTexts } from '../sources/load.js';

/** Everything the cluster holds that a mesh depends on; a snapshot file in its place when the flags name one. */
export async function loadConfiguredCluster(options: ClusterOptions, stdin: () => Promise<string>): Promise<Loaded> {
  if (options.snapshot !== undefined) {
    return loadTexts(await readSources([options.snapshot], { recursive: true, stdin }));
  }
  throw new UserError('failed', 'reading a cluster is not possible yet', 'name files with -f, or a snapshot file');
}
