import type { Call, Outcome } from '../../cli/command.js';
import { UserError } from '../../model/errors.js';
import { printable } from '../../print/terminal.js';
import { adminUrl, type EnvoyAdmin, envoyAdmin } from '../../sources/admin.js';
import type { ProvenanceMap } from '../../translate/translation.js';
import type { ClusterStatus } from '../../xds/dump/cluster-status.js';
import { parseClusterStatuses } from '../../xds/dump/cluster-status.js';
import { type ConfigDump, parseConfigDump } from '../../xds/dump/config-dump.js';
import { DumpError } from '../../xds/dump/dump-error.js';
import { parseJsonText } from '../../xds/dump/json-text.js';
import { loadFileSource } from './file-source.js';
import { decodeTarget, type Target } from './target.js';

/** The configuration of one Envoy, whatever it comes from. */
export interface ProxySource {
  /** What messages call it. */
  readonly name: string;
  /** Its config dump, with the endpoints if they are asked for. */
  dump(options: { readonly endpoints: boolean }): Promise<ConfigDump>;
  /** Status of its endpoints; undefined where only their configuration is known. */
  statuses(): Promise<readonly ClusterStatus[] | undefined>;
  /** Which resources made what, where it is a translation. */
  readonly provenance?: ProvenanceMap;
}

/**
 * The one place that chooses the source: files (a dump, /clusters, or resources to translate), an admin address, or a pod. Hands it to
 * `use`, closes what it opened, and says what was wrong with a dump in the words of a user.
 * @param beside whether a proxy may be named beside a dump, which is of one proxy already
 */
export async function withSource(
  call: Call,
  use: (source: ProxySource) => Promise<Outcome>,
  beside = { proxy: false },
): Promise<Outcome> {
  const target = decodeTarget(call);
  if (target.files.length === 0 && !target.cluster.snapshot) {
    return withAdmin(target, (admin, name) => named(name, () => use(liveSource(admin, name))));
  }
  const name = target.files.length === 1 ? (target.files[0] ?? '') : 'the input';
  return named(name, async () => use(await loadFileSource(call, target, beside)));
}

/** Opens the admin interface of the target: at the address given, or through a port-forward to the pod. */
export async function withAdmin<T>(target: Target, use: (admin: EnvoyAdmin, name: string) => Promise<T>): Promise<T> {
  if (target.admin !== undefined) return use(envoyAdmin(adminUrl(target.admin), target.admin), target.admin);
  const { adminThroughPortForward } = await import('../../kube/port-forward.js');
  const proxy = target.proxy ?? '';
  const forward = await adminThroughPortForward(proxy, target.cluster, target.adminPort);
  try {
    return await use(envoyAdmin(forward.baseUrl, proxy), proxy);
  } finally {
    await forward.close();
  }
}

function liveSource(admin: EnvoyAdmin, name: string): ProxySource {
  return {
    name,
    dump: async (options) => parseConfigDump(await admin.configDump(options)),
    statuses: async () => parseClusterStatuses(parseJsonText(await admin.clusters()).value),
  };
}

async function named<T>(name: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof DumpError)) throw error;
    throw new UserError('data', `${name}: ${printable(error.message)}`, error.hint);
  }
}
