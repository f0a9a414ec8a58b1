import { objectId } from '../install/order.js';
import {
  crdReadiness,
  endpointReadiness,
  isHalfEstablished,
  isWorkload,
  podTrouble,
  type Readiness,
  workloadReadiness,
} from '../install/readiness.js';
import type { KubeObject, Tree } from '../install/types.js';
import { at, listAt, textAt, textsAt } from '../install/values/tree.js';
import { listAll } from '../kube/list.js';
import { mapPool } from '../kube/pool.js';
import { readObject, touchObject } from '../kube/write.js';
import { isObject } from '../model/decode.js';
import { UserError } from '../model/errors.js';
import type { Progress } from './install-progress.js';
import type { Session } from './install-session.js';

const POLL_MS = 400;
const WIDTH = 8;

/** Something that is waited for: its id, and how to look at it. */
interface Awaited {
  readonly id: string;
  look(): Promise<Readiness>;
  /** More about why it is not ready, for the error. */
  explain?(): Promise<readonly string[]>;
}

/** Waits until definitions are served. @throws UserError naming those that aren't in time. */
export async function waitForDefinitions(
  session: Session,
  crds: readonly KubeObject[],
  progress: Progress,
): Promise<void> {
  const awaited = crds.map((crd) => awaitDefinition(session, crd));
  await waitForAll(session, awaited, 'Istio core', progress);
}

/** Longer than an API server that goes on ever takes. */
const TOUCH_AFTER_MS = 8_000;

function awaitDefinition({ client }: Session, crd: KubeObject): Awaited {
  let since = Date.now();
  return {
    id: objectId(crd),
    look: async () => {
      const live = await readObject(client, crd);
      if (isHalfEstablished(live) && Date.now() - since > TOUCH_AFTER_MS) {
        await touchObject(client, crd);
        since = Date.now();
      }
      return crdReadiness(live);
    },
  };
}

/**
 * Waits until the workloads among the objects are available as they are written, and webhooks have somebody who answers.
 * @throws UserError once the time is over: which pod, which container, why, and the last events.
 */
export async function waitForReadiness(
  session: Session,
  objects: readonly KubeObject[],
  title: string,
  progress: Progress,
): Promise<void> {
  const workloads = objects.filter(isWorkload);
  await waitForAll(
    session,
    workloads.map((workload) => awaitWorkload(session, workload)),
    title,
    progress,
  );
  // Webhooks may be served elsewhere: then there is nothing here to wait for.
  const services = workloads.length > 0 ? webhookServices(objects) : [];
  await waitForAll(
    session,
    services.map((service) => awaitEndpoints(session, service)),
    title,
    progress,
  );
}

async function waitForAll(
  session: Session,
  awaited: readonly Awaited[],
  title: string,
  progress: Progress,
): Promise<void> {
  const end = Date.now() + session.readinessMs;
  let left = awaited;
  while (left.length > 0) {
    session.checkInterrupt();
    const looks = await mapPool(left, WIDTH, async (item) => ({ item, ...(await item.look()) }));
    const unready = looks.filter(({ ready }) => !ready);
    if (unready.length === 0) return;
    left = unready.map(({ item }) => item);
    if (Date.now() >= end) throw await lateError(title, unready, session.readinessMs);
    const [first] = unready;
    const others = unready.length > 1 ? ` (and ${unready.length - 1} more)` : '';
    if (first) progress.say(`${title}: waiting for ${first.item.id}: ${first.why}${others}`);
    await session.sleep(POLL_MS);
  }
}

async function lateError(
  title: string,
  unready: readonly { readonly item: Awaited; readonly why: string }[],
  readinessMs: number,
): Promise<UserError> {
  const lines: string[] = [];
  for (const { item, why } of unready) {
    lines.push(`  ${item.id}: ${why}`);
    for (const line of (await item.explain?.()) ?? []) lines.push(`    ${line}`);
  }
  const message = `${title} did not become ready within ${readinessMs / 1000} s:\n${lines.join('\n')}`;
  return new UserError('failed', message, 'when the cause is gone the same command again completes it');
}

function awaitWorkload({ client }: Session, workload: KubeObject): Awaited {
  const namespace = workload.metadata.namespace ?? 'default';
  let live: Tree | undefined;
  const pods = async (): Promise<readonly Tree[]> => {
    const labels = Object.entries(textsAt(live, 'spec', 'selector', 'matchLabels'));
    const labelSelector = labels.map(([key, value]) => `${key}=${value}`).join(',');
    if (!labelSelector) return [];
    const found = await listAll(client, `/api/v1/namespaces/${namespace}/pods`, { noun: 'pods', labelSelector });
    const made = (pod: Tree) => textAt(pod, 'metadata', 'creationTimestamp');
    return [...found].sort((a, b) => (made(a) < made(b) ? 1 : -1)); // the newest are those that are waited for
  };
  const troubles = async () => (await pods()).flatMap((pod) => podTrouble(pod) ?? []);
  return {
    id: objectId(workload),
    look: async () => {
      live = await readObject(client, workload);
      const readiness = workloadReadiness(live);
      if (readiness.ready) return readiness;
      const [trouble] = await troubles();
      return { ready: false, why: trouble ? `${readiness.why}; ${trouble}` : readiness.why };
    },
    explain: async () => {
      const names = [workload.metadata.name, ...(await pods()).map((pod) => textAt(pod, 'metadata', 'name'))];
      return [...conditionsOf(live), ...(await troubles()), ...(await lastEvents({ client }, namespace, names))];
    },
  };
}

/** Why a controller makes no pods: quotas, refused by admission. */
function conditionsOf(workload: Tree | undefined): readonly string[] {
  return listAt(workload, 'status', 'conditions')
    .filter(isObject)
    .filter((c) => c['type'] === 'ReplicaFailure' && c['status'] === 'True')
    .map((c) => `${textAt(c, 'reason')}: ${textAt(c, 'message')}`);
}

const EVENTS = 5;

/** The last events about objects of these names, the newest last. */
async function lastEvents(
  { client }: Pick<Session, 'client'>,
  namespace: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const events = await listAll(client, `/api/v1/namespaces/${namespace}/events`, { noun: 'events' }).catch(
    (error: unknown) => {
      if (error instanceof UserError) return []; // they only explain; who may not read them is told the rest
      throw error;
    },
  );
  const time = (e: Tree) => textAt(e, 'lastTimestamp') || textAt(e, 'eventTime');
  return events
    .filter((e) => names.includes(textAt(e, 'involvedObject', 'name')))
    .filter((e) => textAt(e, 'involvedObject', 'kind') !== 'HorizontalPodAutoscaler')
    .sort((a, b) => (time(a) < time(b) ? -1 : 1))
    .slice(-EVENTS)
    .map((e) => `event ${time(e)} ${textAt(e, 'reason')}: ${textAt(e, 'message')}`);
}

/** The Services, as `namespace/name`, that serve the webhooks among the objects and are among them as well. */
function webhookServices(objects: readonly KubeObject[]): readonly string[] {
  const own = new Set(
    objects.flatMap(({ kind, metadata }) => (kind === 'Service' ? [`${metadata.namespace}/${metadata.name}`] : [])),
  );
  const called = objects
    .flatMap((object) => listAt(object, 'webhooks'))
    .map((webhook) => at(webhook, 'clientConfig', 'service'))
    .map((service) => `${textAt(service, 'namespace')}/${textAt(service, 'name')}`);
  return [...new Set(called)].filter((id) => own.has(id));
}

function awaitEndpoints({ client }: Session, service: string): Awaited {
  const [namespace = '', name = ''] = service.split('/');
  const path = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
  return {
    id: `Service ${service}`,
    look: async () =>
      endpointReadiness(
        await listAll(client, path, { noun: 'endpoint slices', labelSelector: `kubernetes.io/service-name=${name}` }),
      ),
  };
}
