import { clusterOptions } from '../../cli/cluster-options.js';
import type { Call } from '../../cli/command.js';
import { controlPlaneRevisions, installedBeside } from '../../install/manifest-diff.js';
import { withoutBookkeeping } from '../../install/plan-diff.js';
import { ownedSelector } from '../../install/prune.js';
import type { KubeObject } from '../../install/types.js';
import { appliedFields } from '../../install/verify-fields.js';
import type { KubeClient } from '../../kube/client.js';
import { isObject } from '../../model/decode.js';
import { UserError } from '../../model/errors.js';
import { printable } from '../../print/terminal.js';

const REQUESTS_AT_ONCE = 6;

/**
 * The cluster's side of a manifest: of its objects, the fields that it sets; and what else the cluster has of the control planes in
 * it.
 * @throws UserError when the cluster can't be asked.
 */
export async function readLive(wanted: readonly KubeObject[], { options, io }: Call): Promise<readonly KubeObject[]> {
  const cluster = clusterOptions(options);
  if (cluster.snapshot !== undefined) {
    throw new UserError('usage', '--snapshot: a snapshot leaves out much of what a manifest sets', 'give two files');
  }
  const [{ connect }, { createObjectReader }, { mapPool }] = await Promise.all([
    import('../../kube/client.js'),
    import('../../kube/object-path.js'),
    import('../../kube/pool.js'),
  ]);
  const client = await connect({ ...cluster, env: io.env });
  try {
    const read = createObjectReader(client);
    const found = await mapPool(wanted, REQUESTS_AT_ONCE, async (object) => {
      const live = await read(object);
      const fields = live && appliedFields(object, live);
      return isObject(fields) ? [asKubeObject(fields, 'cluster')] : [];
    });
    return [...found.flat(), ...(await readBeside(client, wanted, (note) => io.err(note)))];
  } finally {
    client.close();
  }
}

async function readBeside(
  client: KubeClient,
  wanted: readonly KubeObject[],
  say: (note: string) => void,
): Promise<readonly KubeObject[]> {
  const [{ listLabelled }, { WRITTEN_KINDS }, { ApiError }] = await Promise.all([
    import('../../kube/owned.js'),
    import('../../kube/resources.js'),
    import('../../kube/errors.js'),
  ]);
  const beside: KubeObject[] = [];
  try {
    for (const revision of controlPlaneRevisions(wanted)) {
      const found = await listLabelled(client, WRITTEN_KINDS, ownedSelector(revision));
      const objects = found.map((object) => asKubeObject(withoutBookkeeping(object), 'cluster'));
      beside.push(...installedBeside(wanted, objects));
    }
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    say(`note: what else is installed is not compared: ${printable(error.message)}\n`);
  }
  return beside;
}

/** An object of a manifest. @throws UserError `data` for what has no name. */
export function asKubeObject(value: Readonly<Record<string, unknown>>, source: string): KubeObject {
  const { apiVersion, kind } = value;
  const metadata = isObject(value['metadata']) ? value['metadata'] : {};
  const { name, namespace = null, labels = null } = metadata;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') {
    throw new UserError('data', `${source}: an object without apiVersion, kind or metadata.name`);
  }
  const wrong = (what: string) => new UserError('data', `${source}: ${kind} ${name}: metadata.${what}`);
  if (namespace !== null && typeof namespace !== 'string') throw wrong('namespace is no text');
  if (labels !== null && !isObject(labels)) throw wrong('labels is no object');
  return { ...value, apiVersion, kind, metadata: { ...metadata, name, ...(namespace !== null && { namespace }) } };
}
