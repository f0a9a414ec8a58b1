import { isObject } from '../model/decode.js';
import { revisionLabel, revisionSuffix } from './names.js';
import { objectId } from './order.js';
import type { InstallPlan, KubeObject, Tree } from './types.js';
import { treeAt } from './values/tree.js';

/** How far an installation came. */
export type RecordState = 'applying' | 'complete';

/** What is written down in the cluster about an installation: for upgrades, pruning, verifying, and for going back. */
export interface InstallRecord {
  readonly state: RecordState;
  /** Istio's version, as the images' tag says it. */
  readonly tag: string;
  /** The merged IstioOperator spec. */
  readonly spec: Tree;
  /** Ids of all objects (`Kind namespace/name`), of an unfinished installation those of the one before as well. */
  readonly objects: readonly string[];
  /** The manifest but for CRDs, packed. */
  readonly manifest: string;
  /** The manifest before this one, packed; what going back goes to. */
  readonly previous?: { readonly tag: string; readonly spec: Tree; readonly manifest: string };
}

/** Label by which records are listed. */
export const RECORD_LABEL = 'install.meshwright.io/record';

/**
 * Name of the record of an installation. Gateways that are installed on their own are recorded apart from the control
 * plane of their revision, so that neither prunes the other.
 */
export function recordName(plan: InstallPlan): string {
  const whole = plan.components.some(({ kind }) => kind === 'pilot');
  const part = whole ? '' : `.${plan.components.map(({ name }) => name).join('.') || 'empty'}`;
  return `meshwright-installed${revisionSuffix(plan.revision)}${part}`.slice(0, 250).replace(/[^a-z0-9]+$/, '');
}

/** The ConfigMap that a record is kept in. */
export function recordObject(plan: InstallPlan, record: InstallRecord): KubeObject {
  const { previous } = record;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: recordName(plan),
      namespace: plan.namespace,
      labels: {
        'app.kubernetes.io/managed-by': 'meshwright',
        'app.kubernetes.io/part-of': 'istio',
        [RECORD_LABEL]: 'true',
        'istio.io/rev': revisionLabel(plan.revision),
      },
    },
    data: {
      state: record.state,
      tag: record.tag,
      spec: `${JSON.stringify(record.spec, null, 2)}\n`,
      objects: record.objects.map((id) => `${id}\n`).join(''),
      ...(previous && { 'previous-tag': previous.tag, 'previous-spec': `${JSON.stringify(previous.spec, null, 2)}\n` }),
    },
    binaryData: { manifest: record.manifest, ...(previous && { 'previous-manifest': previous.manifest }) },
  };
}

/** Reads a record from its ConfigMap; undefined for one that isn't readable, as one that isn't there. */
export function readRecord(configMap: Tree | undefined): InstallRecord | undefined {
  const data = treeAt(configMap, 'data');
  const binary = treeAt(configMap, 'binaryData');
  const spec = parseTree(data['spec']);
  const { tag, state, objects } = data;
  const { manifest } = binary;
  if (!spec || typeof tag !== 'string' || typeof objects !== 'string' || typeof manifest !== 'string') return undefined;
  const before = parseTree(data['previous-spec']);
  const [oldTag, oldManifest] = [data['previous-tag'], binary['previous-manifest']];
  const previous =
    before && typeof oldTag === 'string' && typeof oldManifest === 'string'
      ? { tag: oldTag, spec: before, manifest: oldManifest }
      : undefined;
  return {
    state: state === 'complete' ? 'complete' : 'applying',
    tag,
    spec,
    objects: objects.split('\n').filter(Boolean),
    manifest,
    ...(previous && { previous }),
  };
}

function parseTree(text: unknown): Tree | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The record to write before the first change: who comes after an interruption knows of the objects of both states, and
 * what to go back to is the last installation that was complete.
 */
export function beginRecord(
  plan: InstallPlan,
  objects: readonly KubeObject[],
  manifest: string,
  before: InstallRecord | undefined,
): InstallRecord {
  const goal = { tag: plan.tag, spec: plan.spec, manifest };
  const ids = [...new Set([...objects.map(objectId), ...(before?.objects ?? [])])];
  const previous = before?.state === 'complete' ? pickGoal(before) : before?.previous;
  return { state: 'applying', ...goal, objects: ids, ...(previous && { previous }) };
}

/** Whether what is begun is what the cluster's record already says to be complete. */
export function isComplete(before: InstallRecord | undefined, begun: InstallRecord): boolean {
  if (before?.state !== 'complete' || before.manifest !== begun.manifest || before.tag !== begun.tag) return false;
  return JSON.stringify(before.spec) === JSON.stringify(begun.spec);
}

/** The record of what was begun, at its end. An installation that changed nothing keeps what there is to go back to. */
export function completeRecord(
  begun: InstallRecord,
  objects: readonly KubeObject[],
  before: InstallRecord | undefined,
): InstallRecord {
  const same = before?.state === 'complete' && before.manifest === begun.manifest;
  const previous = same ? before.previous : begun.previous;
  const { previous: _, ...rest } = begun;
  return { ...rest, state: 'complete', objects: objects.map(objectId), ...(previous && { previous }) };
}

function pickGoal({ tag, spec, manifest }: InstallRecord): NonNullable<InstallRecord['previous']> {
  return { tag, spec, manifest };
}
