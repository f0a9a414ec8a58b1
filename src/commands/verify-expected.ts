import { clusterOptions } from '../cli/cluster-options.js';
import type { Call } from '../cli/command.js';
import { text, texts } from '../cli/options.js';
import { revisionLabel } from '../install/names.js';
import { objectId, sortObjects } from '../install/order.js';
import { type InstallRecord, RECORD_LABEL, readRecord } from '../install/record.js';
import type { KubeObject } from '../install/types.js';
import { buildPlan } from '../install/values/plan.js';
import { textAt } from '../install/values/tree.js';
import type { KubeClient } from '../kube/client.js';
import { listAll } from '../kube/list.js';
import { UserError } from '../model/errors.js';
import { unpackManifest } from './install-apply.js';
import { loadPlan, renderPlan } from './install-input.js';
import { renderWanted } from './install-objects.js';

/** What should be in the cluster. */
export interface Expected {
  readonly objects: readonly KubeObject[];
  /** Records of installations that were begun and not completed. */
  readonly unfinished: readonly string[];
}

/**
 * The objects that should be there: of the plan that flags and files ask for, else of all that is recorded in the cluster, or of one
 * revision with `--revision`.
 * @throws UserError when nothing is asked for and nothing is recorded.
 */
export async function expectedObjects(call: Call, client: KubeClient): Promise<Expected> {
  const { options } = call;
  const asked = texts(options, 'filename').length > 0 || texts(options, 'set').length > 0;
  if (asked) return { objects: (await renderWanted(await loadPlan(call))).objects, unfinished: [] };
  const records = await readRecords(client, clusterOptions(options).istioNamespace, text(options, 'revision'));
  const byId = new Map<string, KubeObject>();
  for (const { record } of records) {
    for (const object of await recordedObjects(record)) byId.set(objectId(object), object);
  }
  const unfinished = records.filter(({ record }) => record.state !== 'complete').map(({ name }) => `ConfigMap ${name}`);
  return { objects: sortObjects([...byId.values()]), unfinished };
}

async function readRecords(client: KubeClient, namespace: string, revision: string | undefined) {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps`;
  const chosen = revision === undefined ? '' : `,istio.io/rev=${revisionLabel(revision)}`;
  const found = await listAll(client, path, { noun: 'configmaps', labelSelector: `${RECORD_LABEL}=true${chosen}` });
  const records = found.flatMap((configMap) => {
    const record = readRecord(configMap);
    return record ? [{ name: `${namespace}/${textAt(configMap, 'metadata', 'name')}`, record }] : [];
  });
  if (records.length > 0) return records;
  const of = revision === undefined ? '' : ` of revision ${revision}`;
  throw new UserError(
    'failed',
    `no installation${of} is recorded in namespace ${namespace}`,
    'say what should be there with -f or --set profile=NAME, or where it is with --istio-namespace',
  );
}

/** The manifest as it was applied; definitions of kinds, which are not recorded, as they are rendered now. */
async function recordedObjects({ manifest, spec }: InstallRecord): Promise<readonly KubeObject[]> {
  const rendered = await renderPlan(buildPlan(spec));
  const definitions = rendered.filter(({ kind }) => kind === 'CustomResourceDefinition');
  return [...definitions, ...(await unpackManifest(manifest))];
}
