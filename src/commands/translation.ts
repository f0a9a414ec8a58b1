import type { Call } from '../cli/command.js';
import type { MeshProxy } from '../mesh/types.js';
import { translateProxy } from '../translate/index.js';
import { buildSharedState, type ProvenanceMap } from '../translate/translation.js';
import type { Snapshot } from '../xds/snapshot.js';
import { printDiagnostics } from './diagnostics.js';
import { loadMesh, type MeshInput } from './mesh-input.js';
import { chooseProxy } from './proxy-choice.js';

/** One proxy of an input, translated. */
export interface OfflineTranslation {
  readonly proxy: MeshProxy;
  readonly snapshot: Snapshot;
  readonly provenance: ProvenanceMap;
}

/**
 * Translates one proxy of files or of a cluster, for the commands that read a snapshot. Without a name the input must
 * have a single proxy. Diagnostics go to stderr.
 */
export async function translateOffline(
  input: MeshInput,
  name: string | undefined,
  call: Call,
): Promise<OfflineTranslation> {
  const { mesh, diagnostics } = await loadMesh(input, call.io.stdin);
  printDiagnostics(diagnostics, call.io);
  const [only, second] = mesh.proxies;
  const proxy = name === undefined && only && !second ? only : chooseProxy(mesh.proxies, name ?? '', input.namespace);
  const shared = buildSharedState();
  return { proxy, snapshot: translateProxy(mesh, proxy, shared), provenance: shared.provenance };
}
