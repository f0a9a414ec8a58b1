import type { KubeClient } from '../kube/client.js';
import { listAll } from '../kube/list.js';
import { isObject } from '../model/decode.js';
import { UserError } from '../model/errors.js';
import { textOf } from '../model/text.js';

/**
 * Namespaces whose labels ask for sidecars of one of the revisions, or of any. Labels of tags are not followed: a tag goes
 * with its revision and is told of there.
 */
export async function revisionUsers(
  client: KubeClient,
  revisions: readonly string[] | undefined,
): Promise<readonly string[]> {
  const namespaces = await listAll(client, '/api/v1/namespaces', { noun: 'namespaces', metadataOnly: true }).catch(
    (error: unknown) => {
      if (error instanceof UserError) return []; // a warning is no reason to fail for lack of rights
      throw error;
    },
  );
  return namespaces.flatMap((namespace) => {
    const metadata = isObject(namespace['metadata']) ? namespace['metadata'] : {};
    const labels = isObject(metadata['labels']) ? metadata['labels'] : {};
    const wanted = labels['istio-injection'] === 'enabled' ? 'default' : labels['istio.io/rev'];
    const uses = typeof wanted === 'string' && (revisions === undefined || revisions.includes(wanted));
    return uses ? [textOf(metadata['name'])] : [];
  });
}
