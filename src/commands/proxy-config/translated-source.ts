import type { Call } from '../../cli/command.js';
import { dumpOfSnapshot } from '../../xds/dump/snapshot-dump.js';
import { meshInput } from '../mesh-input.js';
import { translateOffline } from '../translation.js';
import type { ProxySource } from './source.js';
import type { Target } from './target.js';

/**
 * Translates Kubernetes resources, of files or of a file that stands for the cluster, for the proxy that the target names.
 * @throws UserError when they can't be read, or have no such proxy
 */
export async function loadTranslatedSource(call: Call, target: Target): Promise<ProxySource> {
  const input = await meshInput({ ...call, options: { ...call.options, filename: target.files } });
  const { proxy, snapshot, provenance } = await translateOffline(input, target.proxy, call);
  const dump = dumpOfSnapshot(snapshot);
  return {
    name: `${proxy.name}.${proxy.namespace}`,
    dump: async () => dump,
    statuses: async () => undefined,
    provenance,
  };
}
