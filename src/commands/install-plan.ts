import { objectId, sortObjects } from '../install/order.js';
import { type PlannedObject, planDeletion, planObject } from '../install/plan-diff.js';
import { objectsToPrune, ownedSelector } from '../install/prune.js';
import { type InstallRecord, RECORD_LABEL, readRecord, recordName } from '../install/record.js';
import { TAG_LABEL } from '../install/tags/tags.js';
import { keepTakenOver } from '../install/takeover.js';
import type { InstallPlan, KubeObject, Tree } from '../install/types.js';
import { at } from '../install/values/tree.js';
import type { KubeClient } from '../kube/client.js';
import { listLabelled } from '../kube/owned.js';
import { mapPool } from '../kube/pool.js';
import { WRITTEN_KINDS } from '../kube/resources.js';
import { applyObject, FIELD_MANAGER, readObject } from '../kube/write.js';
import { UserError } from '../model/errors.js';
import { textOf } from '../model/text.js';

const WIDTH = 8;

/** An installation against a cluster: what each object becomes, and what was written down before. */
export interface ClusterPlan {
  readonly plan: InstallPlan;
  /** What is asked for, in the order of applying, then what goes. */
  readonly planned: readonly PlannedObject[];
  /** Namespaces to make. */
  readonly namespaces: readonly string[];
  readonly record: InstallRecord | undefined;
}

/**
 * Asks the API server, object by object, what applying would come to; changes nothing.
 * @throws UserError that names every object which can't be applied, with the reasons: rights, conflicts, wrong fields.
 */
export async function planOnCluster(
  client: KubeClient,
  plan: InstallPlan,
  objects: readonly KubeObject[],
  force: boolean,
): Promise<ClusterPlan> {
  const namespaces = await missingNamespaces(client, plan, objects);
  const absent = new Set(namespaces);
  const hasDefaultTag = await findDefaultTag(client);
  const errors: UserError[] = [];
  const planned = await mapPool(objects, WIDTH, async (object) => {
    try {
      return await planOne(client, object, { absent, force, hasDefaultTag });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error);
      return planDeletion(object); // never seen: what failed is thrown below
    }
  });
  if (errors.length > 0) throw joinErrors(errors);
  const records = await readRecords(client);
  const own = records.find(({ name, namespace }) => name === recordName(plan) && namespace === plan.namespace);
  const gone = await planPruning(client, plan, objects, records, own);
  return { plan, planned: [...planned, ...gone], namespaces, record: own?.record };
}

async function missingNamespaces(
  client: KubeClient,
  plan: InstallPlan,
  objects: readonly KubeObject[],
): Promise<readonly string[]> {
  const used = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  if (objects.length > 0) used.add(plan.namespace);
  const found = await mapPool([...used], WIDTH, async (name) => {
    const live = await readObject(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    if (live && at(live, 'metadata', 'deletionTimestamp') !== undefined) {
      throw new UserError('failed', `namespace ${name} is being deleted`, 'try again when it is gone');
    }
    return { name, missing: live === undefined };
  });
  return found.filter(({ missing }) => missing).map(({ name }) => name);
}

interface PlanOptions {
  readonly absent: ReadonlySet<string>;
  readonly force: boolean;
  readonly hasDefaultTag: boolean;
}

/** Whether a revision tag `default` stands beside what is installed. */
async function findDefaultTag(client: KubeClient): Promise<boolean> {
  const kinds = WRITTEN_KINDS.filter(({ kind }) => kind === 'MutatingWebhookConfiguration');
  return (await listLabelled(client, kinds, `${TAG_LABEL}=default`)).length > 0;
}

async function planOne(client: KubeClient, object: KubeObject, options: PlanOptions): Promise<PlannedObject> {
  const { absent, force, hasDefaultTag } = options;
  // Where the namespace is to be made first, the server can't be asked what would come out.
  if (absent.has(object.metadata.namespace ?? '')) return planObject(object, undefined, undefined, FIELD_MANAGER);
  const before = await readObject(client, object);
  if (before && at(before, 'metadata', 'deletionTimestamp') !== undefined) {
    throw new UserError('failed', `${objectId(object)} is being deleted`, 'try again when it is gone');
  }
  const kept = keepTakenOver(object, before, hasDefaultTag);
  return planObject(kept, before, await applyObject(client, kept, { force, dryRun: true }), FIELD_MANAGER);
}

/** One error that says all of them, each hint once. */
function joinErrors(errors: readonly UserError[]): UserError {
  const [first] = errors;
  if (first && errors.length === 1)
    return new UserError(first.kind, `${first.message}; nothing was changed`, first.hint);
  const hints = [...new Set(errors.flatMap(({ hint }) => hint ?? []))];
  const lines = errors.map(({ message }) => `  ${message}`);
  return new UserError(
    'failed',
    `${errors.length} objects cannot be applied; nothing was changed:\n${lines.join('\n')}`,
    hints.join('\n  '),
  );
}

/** A record and where it is kept. */
export interface NamedRecord {
  readonly name: string;
  readonly namespace: string;
  readonly record: InstallRecord;
}

/** The records of all installations in the cluster. */
export async function readRecords(client: KubeClient): Promise<readonly NamedRecord[]> {
  const kinds = WRITTEN_KINDS.filter(({ kind }) => kind === 'ConfigMap');
  const found = await listLabelled(client, kinds, `${RECORD_LABEL}=true`);
  return found.flatMap((object) => {
    const record = readRecord(object);
    const { name, namespace = '' } = object.metadata;
    return record ? [{ name, namespace, record }] : [];
  });
}

/** Kinds that an installation's objects have; definitions of kinds are never pruned. */
const PRUNED_KINDS = WRITTEN_KINDS.filter(
  ({ kind }) => !['CustomResourceDefinition', 'Namespace', 'Lease', 'Secret', 'GatewayClass'].includes(kind),
);

async function planPruning(
  client: KubeClient,
  plan: InstallPlan,
  wanted: readonly KubeObject[],
  records: readonly NamedRecord[],
  own: NamedRecord | undefined,
): Promise<readonly PlannedObject[]> {
  const found = await listLabelled(client, PRUNED_KINDS, ownedSelector(plan.revision));
  const gone = objectsToPrune({
    plan,
    wanted,
    found: found.map(asKubeObject),
    recorded: new Set(own?.record.objects),
    others: new Set(records.filter((r) => r !== own).flatMap(({ record }) => record.objects)),
  });
  return sortObjects(gone).reverse().map(planDeletion);
}

/** Labels of what a cluster has are texts, as the API server sees to. */
export function asKubeObject(object: Tree & Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>): KubeObject {
  const labels = at(object, 'metadata', 'labels');
  const texts = Object.entries(typeof labels === 'object' && labels !== null ? labels : {});
  return {
    ...object,
    metadata: { ...object.metadata, labels: Object.fromEntries(texts.map(([key, value]) => [key, textOf(value)])) },
  };
}
