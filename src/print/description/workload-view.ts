import type { Resource } from '../../model/resource.js';
import { formatPod, type PodDescription, podData } from './pod.js';
import { at, columns, line, nameOf, type PlaceOf, reference, section } from './text.js';

/** A pod of a workload, in short. */
export interface WorkloadPod {
  readonly name: string;
  readonly phase: string;
  readonly revision: string;
  /** Whether it is in the mesh. */
  readonly proxy: boolean;
}

/** What is told of a workload: its pods, and everything of the one that speaks for them. */
export interface WorkloadView {
  readonly resource: Resource;
  readonly pods: readonly WorkloadPod[];
  readonly pod: PodDescription;
}

/** A workload in sections. */
export function formatWorkloadView({ resource, pods, pod }: WorkloadView, place: PlaceOf): string {
  const rows = pods.map(({ name, phase, revision, proxy }) => [
    name,
    phase,
    revision && `revision ${revision}`,
    proxy ? 'has a proxy' : 'no proxy',
  ]);
  return [
    line(at(`${resource.kind}: ${nameOf(resource)}`, place(resource))),
    section('Pods', columns(rows)),
    formatPod(pod, place),
  ].join('');
}

/** The same as plain data. */
export function workloadViewData({ resource, pods, pod }: WorkloadView, place: PlaceOf): object {
  return { kind: resource.kind, ...reference(resource, place), pods, pod: podData(pod, place) };
}
