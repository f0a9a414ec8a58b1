import { objectId } from '../install/order.js';
import type { KubeObject } from '../install/types.js';
import { isOfEveryNamespace } from '../install/uninstall.js';
import { at } from '../install/values/tree.js';
import type { KubeClient } from '../kube/client.js';
import { ApiError } from '../kube/errors.js';
import { listAll } from '../kube/list.js';
import { asObject } from '../kube/owned.js';
import { mapPool } from '../kube/pool.js';
import { deleteObject, readObject } from '../kube/write.js';
import { UserError } from '../model/errors.js';
import { asKubeObject } from './install-plan.js';
import type { Progress } from './install-progress.js';
import type { Session } from './install-session.js';
import { findLeftovers, type Removal } from './uninstall-find.js';

const WIDTH = 6;
const POLL_MS = 300;

/** Deletes objects kind by kind, in the order in which the kinds come, with all that belongs to them, and waits until they are gone. */
export async function deleteObjects(
  session: Session,
  objects: readonly KubeObject[],
  progress: Progress,
): Promise<void> {
  for (const kind of new Set(objects.map((object) => object.kind))) {
    const group = objects.filter((object) => object.kind === kind);
    progress.say(`removing ${group.length} ${kind}`);
    await mapPool(group, WIDTH, async (object) => {
      session.checkInterrupt();
      await deleteObject(session.client, object, { foreground: true });
    });
  }
  await waitUntilGone(session, objects, progress);
}

async function waitUntilGone(session: Session, objects: readonly KubeObject[], progress: Progress): Promise<void> {
  const end = Date.now() + session.readinessMs;
  let left = objects;
  for (;;) {
    session.checkInterrupt();
    const looks = await mapPool(left, WIDTH, async (object) => ({
      object,
      live: await readObject(session.client, object),
    }));
    const there = looks.filter(({ live }) => live !== undefined);
    const [first] = there;
    if (!first) return;
    left = there.map(({ object }) => object);
    const finalizers = at(first.live, 'metadata', 'finalizers');
    const why = Array.isArray(finalizers) ? ` (finalizers: ${finalizers.join(', ')})` : '';
    const text = `waiting until ${left.length} objects are gone: ${objectId(first.object)}${why}`;
    if (Date.now() >= end) {
      throw new UserError(
        'failed',
        `not gone in time: ${left.map(objectId).join(', ')}${why}`,
        'the same command again goes on',
      );
    }
    progress.say(text);
    await session.sleep(POLL_MS);
  }
}

/** Deletes what control planes made until they were gone. */
export async function deleteLeftovers(session: Session, removal: Removal, progress: Progress): Promise<void> {
  await deleteObjects(session, await findLeftovers(session.client, removal.controlPlanes), progress);
}

/** Deletes namespaces that installations made, unless somebody has put something else there. */
export async function deleteNamespaces(session: Session, names: readonly string[], progress: Progress): Promise<void> {
  const empty: KubeObject[] = [];
  for (const name of names) {
    const stranger = await findStranger(session.client, name);
    if (stranger) session.call.io.err(`namespace ${name} stays: ${stranger} is not of this installation\n`);
    else empty.push({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  await deleteObjects(session, empty, progress);
}

/** Kinds that people put into namespaces themselves. */
const PEOPLES_KINDS = [
  ...['Pod pods', 'Service services', 'ConfigMap configmaps', 'Secret secrets'].map((names) => `v1 ${names}`),
  ...['ServiceAccount serviceaccounts', 'PersistentVolumeClaim persistentvolumeclaims'].map((names) => `v1 ${names}`),
  ...['Deployment deployments', 'StatefulSet statefulsets', 'DaemonSet daemonsets'].map((names) => `apps/v1 ${names}`),
  ...['Job jobs', 'CronJob cronjobs'].map((names) => `batch/v1 ${names}`),
  'networking.k8s.io/v1 Ingress ingresses',
];

/** Something in a namespace that every namespace does not have; what can't be looked at counts as there. */
async function findStranger(client: KubeClient, namespace: string): Promise<string | undefined> {
  for (const row of PEOPLES_KINDS) {
    const [apiVersion = '', kind = '', plural = ''] = row.split(' ');
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const path = `${base}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
    try {
      const items = await listAll(client, path, { noun: plural, metadataOnly: true });
      const objects = items.flatMap((item) => asObject(item, { apiVersion, kind, plural, namespaced: true }));
      const stranger = objects.map(asKubeObject).find((object) => !isOfEveryNamespace(object));
      if (stranger) return `${kind} ${stranger.metadata.name}`;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 403) throw error;
      return `what user ${client.asker.user} may not see (${plural})`;
    }
  }
  return undefined;
}
