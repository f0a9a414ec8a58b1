import { readSources } from './files.js';
import { type Loaded, loadTexts } from './load.js';
import { readSnapshotHeader } from './snapshot-header.js';

export interface SnapshotOptions {
  /** Reads standard input, for the path `-`. */
  readonly stdin?: () => Promise<string>;
  /** Keep the values as they were written. */
  readonly keepRaw?: boolean;
}

/**
 * Reads a file of objects (YAML documents or JSON, `kind: List` unpacked, as `kubectl get ... -o yaml` writes them) or a
 * directory of such files as if it were the cluster.
 * @throws UserError `data` when it can't be read.
 */
export async function loadSnapshot(path: string, options: SnapshotOptions = {}): Promise<Loaded> {
  const stdin = options.stdin ?? (async () => '');
  const sources = await readSources([path], { recursive: true, stdin });
  const loaded = loadTexts(sources, { keepRaw: options.keepRaw ?? false });
  const hidden = sources.flatMap(({ text }) => readSnapshotHeader(text));
  return { ...loaded, diagnostics: [...hidden, ...loaded.diagnostics] };
}
