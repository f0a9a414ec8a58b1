import { isObject } from '../model/decode.js';
import { textOf } from '../model/text.js';
import { objectId } from './order.js';
import { crdReadiness, isWorkload, workloadReadiness } from './readiness.js';
import type { KubeObject, Tree } from './types.js';
import { type FieldDifference, fieldDifferences } from './verify-fields.js';

/** How an object of an installation stands in the cluster. */
export type VerifyStatus = 'ok' | 'missing' | 'different' | 'not ready' | 'unknown';

export interface VerifyRow {
  /** `Kind namespace/name` */
  readonly object: string;
  readonly status: VerifyStatus;
  readonly message: string;
  readonly differences: readonly FieldDifference[];
  /** What it waits for, where it is not ready. */
  readonly details?: readonly string[];
}

/** Fields that istiod and autoscalers change in what was applied, by kind: no difference tells of a mistake there. */
const CHANGED_LATER: Readonly<Record<string, RegExp>> = {
  ValidatingWebhookConfiguration: /\.(caBundle|failurePolicy)$/,
  MutatingWebhookConfiguration: /\.caBundle$/,
};

/**
 * One object of a manifest against what the cluster has of it (undefined: nothing). `scaled` are the ids of workloads whose number of
 * replicas an autoscaler sets.
 */
export function verifyObject(wanted: KubeObject, live: Tree | undefined, scaled: ReadonlySet<string>): VerifyRow {
  const object = objectId(wanted);
  if (!live) return { object, status: 'missing', message: 'it is not in the cluster', differences: [] };
  const differences = applied(wanted, live, scaled.has(object));
  if (differences.length > 0) {
    const count = differences.length === 1 ? '1 field is' : `${differences.length} fields are`;
    return { object, status: 'different', message: `${count} not as applied`, differences };
  }
  const readiness = isWorkload(wanted)
    ? workloadReadiness(live)
    : wanted.kind === 'CustomResourceDefinition'
      ? crdReadiness(live)
      : undefined;
  if (readiness && !readiness.ready) return { object, status: 'not ready', message: readiness.why, differences: [] };
  return { object, status: 'ok', message: readiness ? 'as applied, and ready' : 'as applied', differences: [] };
}

/** Which tool installed it says nothing of how it stands. */
const INSTALLER = /labels\["app\.kubernetes\.io\/managed-by"\]$/;

function applied(wanted: KubeObject, live: Tree, scaled: boolean): readonly FieldDifference[] {
  const later = CHANGED_LATER[wanted.kind];
  return fieldDifferences(wanted, live).filter(
    ({ path }) =>
      !later?.test(path) && !(scaled && path === 'spec.replicas') && path !== 'apiVersion' && !INSTALLER.test(path),
  );
}

/** Ids of the workloads that autoscalers of the manifest scale. */
export function scaledWorkloads(objects: readonly KubeObject[]): ReadonlySet<string> {
  return new Set(
    objects.flatMap(({ kind, metadata, spec }) => {
      const target = isObject(spec) && kind === 'HorizontalPodAutoscaler' ? spec['scaleTargetRef'] : undefined;
      return isObject(target) ? [`${textOf(target['kind'])} ${metadata.namespace}/${textOf(target['name'])}`] : [];
    }),
  );
}
