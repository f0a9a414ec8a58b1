import { clusterOptions } from '../cli/cluster-options.js';
import { revisionLabel } from '../install/names.js';
import { objectId } from '../install/order.js';
import { ownedSelector } from '../install/prune.js';
import { RECORD_LABEL, recordName } from '../install/record.js';
import type { KubeObject } from '../install/types.js';
import { LEFTOVERS } from '../install/uninstall.js';
import { at, listAt, textAt } from '../install/values/tree.js';
import type { KubeClient } from '../kube/client.js';
import { listAll } from '../kube/list.js';
import { listKind, listLabelled } from '../kube/owned.js';
import { mapPool } from '../kube/pool.js';
import { WRITTEN_KINDS } from '../kube/resources.js';
import { readObject } from '../kube/write.js';
import { isObject } from '../model/decode.js';
import { UserError } from '../model/errors.js';
import { MADE_HERE } from './install-apply.js';
import { asKubeObject } from './install-plan.js';
import type { Wanted } from './install-run.js';
import type { Session } from './install-session.js';

const WIDTH = 8;

/** What an uninstallation takes away. */
export interface Removal {
  /** Objects to delete first. */
  readonly objects: readonly KubeObject[];
  /** Definitions of kinds, and what all revisions share; deleted when the others are gone. */
  readonly core: readonly KubeObject[];
  /** Namespaces that an installation made; they go when nothing else is in them. */
  readonly namespaces: readonly string[];
  /** Namespaces that control planes ran in. */
  readonly controlPlanes: ReadonlySet<string>;
  readonly revisions: readonly string[];
  /** Nothing of Istio stays. */
  readonly everything: boolean;
  /** What to know before saying yes. */
  readonly notes: readonly string[];
}

const OWNED_KINDS = WRITTEN_KINDS.filter(({ kind }) => !['Namespace', 'Lease', 'Secret'].includes(kind));
const CONFIG_MAPS = WRITTEN_KINDS.filter(({ kind }) => kind === 'ConfigMap');

/** Everything of Istio, whoever installed it: all revisions, records, and what control planes made by themselves. */
export async function findEverything({ client, call }: Session): Promise<Removal> {
  const [owned, records, namespaces] = await Promise.all([
    listLabelled(client, OWNED_KINDS, ownedSelector(undefined)),
    listLabelled(client, CONFIG_MAPS, `${RECORD_LABEL}=true`),
    listLabelled(
      client,
      NAMESPACES,
      Object.entries(MADE_HERE)
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
    ),
  ]);
  const all = [...owned, ...records].map(asKubeObject);
  const core = all.filter(({ kind }) => kind === 'CustomResourceDefinition');
  const controlPlanes = new Set([
    clusterOptions(call.options).istioNamespace,
    ...all.flatMap(({ kind, metadata }) =>
      ['Deployment', 'ConfigMap'].includes(kind) ? (metadata.namespace ?? []) : [],
    ),
  ]);
  const leftovers = await findLeftovers(client, controlPlanes);
  return {
    objects: distinct([...all.filter((object) => !core.includes(object)), ...leftovers]),
    core,
    namespaces: namespaces.map(({ metadata }) => metadata.name),
    controlPlanes,
    revisions: [...new Set(all.flatMap(({ metadata }) => metadata.labels?.['istio.io/rev'] ?? []))],
    everything: true,
    notes: await configurationNotes(client, core),
  };
}

const NAMESPACES = WRITTEN_KINDS.filter(({ kind }) => kind === 'Namespace');

function distinct(objects: readonly KubeObject[]): readonly KubeObject[] {
  return [...new Map(objects.map((object) => [objectId(object), object])).values()];
}

/** What control planes made by themselves. */
export async function findLeftovers(
  client: KubeClient,
  controlPlanes: ReadonlySet<string>,
): Promise<readonly KubeObject[]> {
  const searches = LEFTOVERS.flatMap((leftover) => {
    const places = leftover.everywhere ? [{}] : [...controlPlanes].map((namespace) => ({ namespace }));
    return places.map((place) => ({ leftover, place }));
  });
  const found = await mapPool(searches, WIDTH, async ({ leftover: { kind, name, matches }, place }) => {
    const row = WRITTEN_KINDS.find((written) => written.kind === kind);
    if (!row) return [];
    const chosen = name === undefined ? {} : { fieldSelector: `metadata.name=${name}` };
    // Values of Secrets and ConfigMaps are nobody's business here.
    const objects = await listKind(client, row, { ...place, ...chosen, metadataOnly: kind !== 'GatewayClass' });
    return objects.map(asKubeObject).filter(matches);
  });
  return distinct(found.flat());
}

/** How much of the users' configuration goes with the definitions of its kinds. */
async function configurationNotes(client: KubeClient, crds: readonly KubeObject[]): Promise<readonly string[]> {
  const counts = await mapPool(crds, WIDTH, async (crd) => {
    const versions = listAt(crd, 'spec', 'versions').filter(isObject);
    const stored = textAt(
      versions.find((version) => version['storage'] === true),
      'name',
    );
    const [group, plural] = [textAt(crd, 'spec', 'group'), textAt(crd, 'spec', 'names', 'plural')];
    const path = `/apis/${group}/${stored}/${plural}`;
    const items = await listAll(client, path, { noun: plural, metadataOnly: true }).catch((error: unknown) => {
      if (error instanceof UserError) return []; // not served, or not to be seen: the kinds stand in the list anyway
      throw error;
    });
    return { kind: textAt(crd, 'spec', 'names', 'kind'), count: items.length };
  });
  const some = counts.filter(({ count }) => count > 0).map(({ kind, count }) => `${count} ${kind}`);
  return some.length === 0 ? [] : [`with the definitions of the kinds goes all configuration: ${some.join(', ')}`];
}

/** The control plane of one revision, with its gateways and tags. @throws UserError when there is none of that name. */
export async function findRevision({ client }: Session, revision: string): Promise<Removal> {
  const label = revisionLabel(revision);
  const kinds = OWNED_KINDS.filter(({ kind }) => kind !== 'CustomResourceDefinition');
  const [owned, records] = await Promise.all([
    listLabelled(client, kinds, ownedSelector(revision)),
    listLabelled(client, CONFIG_MAPS, `${RECORD_LABEL}=true,istio.io/rev=${label}`),
  ]);
  const objects = distinct([...owned, ...records].map(asKubeObject));
  if (objects.length === 0) throw await unknownRevision(client, label);
  const tags = objects.flatMap(({ metadata }) => metadata.labels?.['istio.io/tag'] ?? []);
  const notes = tags.length === 0 ? [] : [`tags of the revision go with it: ${[...new Set(tags)].join(', ')}`];
  return { ...REST, objects, revisions: [label], notes };
}

const REST = {
  core: [],
  namespaces: [],
  controlPlanes: new Set<string>(),
  everything: false,
};

async function unknownRevision(client: KubeClient, label: string): Promise<UserError> {
  const deployments = WRITTEN_KINDS.filter(({ kind }) => kind === 'Deployment');
  const found = await listLabelled(client, deployments, `${ownedSelector(undefined)},istio.io/rev`);
  const known = [...new Set(found.map((object) => asKubeObject(object).metadata.labels?.['istio.io/rev']))];
  const hint = known.length > 0 ? `revisions there: ${known.join(', ')}` : 'no revision is installed';
  return new UserError('failed', `there is no revision ${label}`, hint);
}

/** What a plan installs and the cluster has, but for what the revisions of a cluster share. */
export async function findPlan({ client }: Session, { plan, objects }: Wanted): Promise<Removal> {
  const record = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: recordName(plan), namespace: plan.namespace },
  };
  const own = objects.filter(
    (object) => textAt(object, 'metadata', 'labels', 'operator.istio.io/component') !== 'Base',
  );
  const found = await mapPool([...own, record], WIDTH, async (object) => {
    const live = await readObject(client, object);
    return live && at(live, 'metadata', 'labels') !== undefined
      ? asKubeObject({ ...live, ...pickId(object) })
      : undefined;
  });
  const there = found.flatMap((object) => object ?? []);
  const byKind = WRITTEN_KINDS.flatMap(({ kind }) => there.filter((object) => object.kind === kind));
  return { ...REST, objects: byKind, revisions: [revisionLabel(plan.revision)], notes: [] };
}

function pickId({ apiVersion, kind, metadata }: KubeObject): Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'> {
  return { apiVersion, kind, metadata };
}
