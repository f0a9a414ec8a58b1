import { selects } from '../../mesh/workloads.js';
import type { PodBody } from '../../model/kinds/kubernetes.js';
import type { Resource } from '../../model/resource.js';
import type { AnalysisContext } from '../types.js';

type Labels = Readonly<Record<string, string>>;
export type PodResource = Resource<PodBody>;

/** Pods of an input, found by their labels. */
export interface PodLabels {
  /** Pods with all of these labels, in the order of the input; an empty selector takes all. Of one namespace where one is given. */
  select(labels: Labels | undefined, namespace?: string): readonly PodResource[];
  /** The first of them, in any namespace. */
  find(labels: Labels | undefined): PodResource | undefined;
}

/** Indexes pods by each label, so that a selector looks only at the pods with the rarest of its labels. */
export function podLabels(context: AnalysisContext): PodLabels {
  const all = context.store.list('Pod');
  const byLabel = new Map<string, Map<string, PodResource[]>>();
  for (const pod of all) {
    const { labels } = pod.metadata;
    for (const key in labels) {
      const value = labels[key] ?? '';
      const values = byLabel.get(key) ?? new Map<string, PodResource[]>();
      const pods = values.get(value);
      if (pods) pods.push(pod);
      else byLabel.set(key, values.set(value, [pod]));
    }
  }
  const rarest = (labels: Labels): readonly PodResource[] => {
    let best: readonly PodResource[] = all;
    for (const key in labels) {
      const pods = byLabel.get(key)?.get(labels[key] ?? '') ?? [];
      if (pods.length < best.length) best = pods;
    }
    return best;
  };
  return {
    select: (labels = {}, namespace) =>
      rarest(labels).filter(
        ({ metadata }) =>
          (namespace === undefined || metadata.namespace === namespace) && selects(labels, metadata.labels),
      ),
    find: (labels = {}) => rarest(labels).find(({ metadata }) => selects(labels, metadata.labels)),
  };
}

/** A selector as `kubectl -l` takes it: its labels in the order of their keys. */
export function formatSelector(labels: Labels | undefined): string {
  return Object.entries(labels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
