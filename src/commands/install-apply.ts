import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { COMPONENT_LABEL } from '../install/labels.js';
import { objectId } from '../install/order.js';
import { changesAnything, type PlannedObject } from '../install/plan-diff.js';
import { beginRecord, completeRecord, isComplete, recordObject } from '../install/record.js';
import type { ComponentName, KubeObject } from '../install/types.js';
import { textAt } from '../install/values/tree.js';
import { mapPool } from '../kube/pool.js';
import { applyObject, deleteObject, FIELD_MANAGER } from '../kube/write.js';
import { isObject } from '../model/decode.js';
import type { ClusterPlan } from './install-plan.js';
import type { Progress } from './install-progress.js';
import type { Session } from './install-session.js';
import { waitForDefinitions, waitForReadiness } from './install-wait.js';

const WIDTH = 6;
const MAX_MANIFEST = 64 * 1024 * 1024;

/** What is told when a component is ready, in this order. */
const TITLES: readonly (readonly [ComponentName, string])[] = [
  ['pilot', 'Istiod'],
  ['cni', 'CNI'],
  ['ztunnel', 'Ztunnel'],
  ['egressGateways', 'Egress gateways'],
  ['ingressGateways', 'Ingress gateways'],
];

/**
 * Makes the cluster what the plan says: record of what is begun, definitions first and served, everything else in order,
 * then waiting, then removing what is left over, then the record of what is complete. Every step may be done again.
 */
export async function applyPlan(
  session: Session,
  { plan, planned, namespaces, record: before }: ClusterPlan,
  progress: Progress,
  force: boolean,
): Promise<void> {
  const wanted = planned.filter(({ action }) => action !== 'delete');
  const objects = wanted.map(({ object }) => object);
  const record = beginRecord(plan, objects, await packManifest(objects), before);
  const same = !changesAnything(planned) && isComplete(before, record);
  await makeNamespaces(session, namespaces, textAt(plan.values, 'global', 'network'));
  if (!same) await applyObject(session.client, recordObject(plan, record), { force: true });
  const core = wanted.filter(({ object }) => componentOf(object) === COMPONENT_LABEL.base);
  await applyAll(session, core, progress, force);
  await waitForDefinitions(
    session,
    core.map(({ object }) => object).filter(({ kind }) => kind === 'CustomResourceDefinition'),
    progress,
  );
  if (core.length > 0) progress.done('Istio core installed');
  await applyAll(
    session,
    wanted.filter((p) => !core.includes(p)),
    progress,
    force,
  );
  for (const [component, title] of TITLES) {
    const own = objects.filter((object) => componentOf(object) === COMPONENT_LABEL[component]);
    if (own.length === 0) continue;
    await waitForReadiness(session, own, title, progress);
    progress.done(`${title} installed`);
  }
  await prune(session, planned, progress);
  if (!same) {
    await applyObject(session.client, recordObject(plan, completeRecord(record, objects, before)), { force: true });
  }
}

function componentOf({ metadata }: KubeObject): string | undefined {
  return metadata.labels?.['operator.istio.io/component'];
}

/** Label by which `uninstall --purge` knows the namespaces that it may take away again. */
export const MADE_HERE = { 'app.kubernetes.io/managed-by': 'meshwright' };

async function makeNamespaces({ client }: Session, names: readonly string[], network: string): Promise<void> {
  for (const name of names) {
    const labels = { ...MADE_HERE, ...(network && { 'topology.istio.io/network': network }) };
    await applyObject(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  }
}

/** Applies what is not yet as it should be, kind by kind. */
async function applyAll(
  session: Session,
  planned: readonly PlannedObject[],
  progress: Progress,
  force: boolean,
): Promise<void> {
  const due = planned.filter(({ action }) => action !== 'keep');
  const kinds = [...new Set(due.map(({ object }) => object.kind))];
  for (const kind of kinds) {
    const group = due.filter(({ object }) => object.kind === kind);
    progress.say(`applying ${group.length} ${kind}`);
    await mapPool(group, WIDTH, async ({ object }) => {
      session.checkInterrupt();
      await applyObject(session.client, object, { force, manager: FIELD_MANAGER });
    });
  }
}

async function prune(session: Session, planned: readonly PlannedObject[], progress: Progress): Promise<void> {
  for (const { action, object } of planned) {
    if (action !== 'delete') continue;
    session.checkInterrupt();
    progress.say(`removing ${objectId(object)}`);
    await deleteObject(session.client, object);
  }
}

/** A manifest in few bytes, without definitions of kinds: going back leaves those, for their objects' sake. */
async function packManifest(objects: readonly KubeObject[]): Promise<string> {
  const kept = objects.filter(({ kind }) => kind !== 'CustomResourceDefinition');
  return (await promisify(gzip)(JSON.stringify(kept), { level: 9 })).toString('base64');
}

/** What `packManifest` packed. */
export async function unpackManifest(packed: string): Promise<KubeObject[]> {
  const text = await promisify(gunzip)(Buffer.from(packed, 'base64'), { maxOutputLength: MAX_MANIFEST });
  const value: unknown = JSON.parse(text.toString('utf8'));
  return Array.isArray(value) ? value.filter(isKubeObject) : [];
}

function isKubeObject(value: unknown): value is KubeObject {
  return isObject(value) && typeof value['kind'] === 'string' && isObject(value['metadata']);
}
