import { isObject } from '../model/decode.js';
import type { KubeObject, Tree } from './types.js';
import { at, listAt, numberAt, textAt, treeAt } from './values/tree.js';

/** Whether something is ready, and what it waits for. */
export interface Readiness {
  readonly ready: boolean;
  readonly why: string;
}

const READY: Readiness = { ready: true, why: '' };

/** Kinds that are waited for. */
export function isWorkload({ kind }: KubeObject): boolean {
  return kind === 'Deployment' || kind === 'DaemonSet';
}

/** Whether the pods of a workload all run as it is written now. https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#complete-deployment */
export function workloadReadiness(workload: Tree | undefined): Readiness {
  if (!workload) return { ready: false, why: 'it is not there' };
  const status = treeAt(workload, 'status');
  const seen = numberAt(status, 'observedGeneration') ?? 0;
  if (seen < (numberAt(workload, 'metadata', 'generation') ?? 0)) {
    return { ready: false, why: 'its controller has not seen it yet' };
  }
  return workload['kind'] === 'DaemonSet' ? daemonSetReadiness(status) : deploymentReadiness(workload, status);
}

function deploymentReadiness(workload: Tree, status: Tree): Readiness {
  const wanted = numberAt(workload, 'spec', 'replicas') ?? 1;
  const updated = numberAt(status, 'updatedReplicas') ?? 0;
  const available = numberAt(status, 'availableReplicas') ?? 0;
  const all = numberAt(status, 'replicas') ?? 0;
  if (updated < wanted) return { ready: false, why: `${updated} of ${wanted} pods made` };
  if (available < wanted) return { ready: false, why: `${available} of ${wanted} pods available` };
  if (all > updated) return { ready: false, why: `${all - updated} old pods are to go` };
  return READY;
}

function daemonSetReadiness(status: Tree): Readiness {
  const wanted = numberAt(status, 'desiredNumberScheduled') ?? 0;
  const updated = numberAt(status, 'updatedNumberScheduled') ?? 0;
  const available = numberAt(status, 'numberAvailable') ?? 0;
  if (updated < wanted) return { ready: false, why: `${updated} of ${wanted} pods made` };
  return available < wanted ? { ready: false, why: `${available} of ${wanted} pods available` } : READY;
}

/** Why a pod is not ready, in the words of the cluster: where it can't be placed, or which container waits and why. */
export function podTrouble(pod: Tree): string | undefined {
  const conditions = listAt(pod, 'status', 'conditions').filter(isObject);
  if (conditions.some((c) => c['type'] === 'Ready' && c['status'] === 'True')) return undefined;
  const name = `pod ${textAt(pod, 'metadata', 'name')}`;
  const placed = conditions.find((c) => c['type'] === 'PodScheduled' && c['status'] === 'False');
  if (placed) return `${name}: ${textAt(placed, 'reason')}: ${textAt(placed, 'message')}`;
  const containers = [
    ...listAt(pod, 'status', 'initContainerStatuses'),
    ...listAt(pod, 'status', 'containerStatuses'),
  ].filter(isObject);
  const waiting = containers.find((c) => isObject(at(c, 'state', 'waiting')) || isObject(at(c, 'state', 'terminated')));
  const unready = waiting ?? containers.find((c) => c['ready'] !== true);
  if (!unready) return `${name}: ${textAt(pod, 'status', 'phase') || 'Pending'}`;
  const state = { ...treeAt(unready, 'state', 'terminated'), ...treeAt(unready, 'state', 'waiting') };
  const reason = [textAt(state, 'reason') || 'not ready yet', textAt(state, 'message')].filter(Boolean).join(': ');
  const restarts = numberAt(unready, 'restartCount') ?? 0;
  return `${name}: container ${textAt(unready, 'name')}: ${reason}${restarts > 0 ? ` (restarted ${restarts} times)` : ''}`;
}

/** Whether a definition is served. https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/ */
export function crdReadiness(crd: Tree | undefined): Readiness {
  const conditions = listAt(crd, 'status', 'conditions').filter(isObject);
  const found = conditions.find((c) => c['type'] === 'Established');
  if (found?.['status'] === 'True') return READY;
  const refused = conditions.find((c) => c['type'] === 'NamesAccepted' && c['status'] === 'False');
  return { ready: false, why: refused ? textAt(refused, 'message') : 'the API server does not serve it yet' };
}

/**
 * Whether a definition got its names and is only to be served. Where the API server was stopped in between it forgets to
 * go on, until the definition changes.
 */
export function isHalfEstablished(crd: Tree | undefined): boolean {
  const conditions = listAt(crd, 'status', 'conditions').filter(isObject);
  return conditions.some((c) => c['type'] === 'NamesAccepted' && c['status'] === 'True') && !crdReadiness(crd).ready;
}

/** Whether anybody answers behind a Service. https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/ */
export function endpointReadiness(slices: readonly Tree[]): Readiness {
  const ready = slices
    .flatMap((slice) => listAt(slice, 'endpoints'))
    .filter((e) => at(e, 'conditions', 'ready') !== false);
  return ready.length > 0 ? READY : { ready: false, why: 'no endpoint is ready' };
}
