import { podTrouble } from '../install/readiness.js';
import type { KubeObject } from '../install/types.js';
import { textsAt } from '../install/values/tree.js';
import type { KubeClient } from '../kube/client.js';
import { listAll } from '../kube/list.js';
import { UserError } from '../model/errors.js';

/** What the pods of a workload wait for; nothing where they may not be listed. */
export async function podTroubles(client: KubeClient, workload: KubeObject): Promise<readonly string[]> {
  const labels = Object.entries(textsAt(workload, 'spec', 'selector', 'matchLabels'));
  if (labels.length === 0) return [];
  const path = `/api/v1/namespaces/${encodeURIComponent(workload.metadata.namespace ?? 'default')}/pods`;
  const labelSelector = labels.map(([key, value]) => `${key}=${value}`).join(',');
  try {
    const pods = await listAll(client, path, { noun: 'pods', labelSelector });
    return pods.flatMap((pod) => podTrouble(pod) ?? []);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
