import type { PodBody } from '../../model/kinds/kubernetes.js';
import type { Resource } from '../../model/resource.js';
import type { AnalysisContext } from '../types.js';

type Labels = Readonly<Record<string, string>>;
export type PodResource = Resource<PodBody>;

/** Pods of an input, found by their labels. */
export interface PodLabels {
  /** Pods with all of these labels, in the order of the input; an empty selector takes all. Of one namespace where one is given. */
  select(labels: Labels | undefined, namespace?: string): readonly PodResource[];
}

/** Indexes pods by each label, so that a selector looks only at the pods with the rarest of its labels. */
export function podLabels(context: AnalysisContext): PodLabels {
  const all = context.store.list('Pod');
  const byLabel = new Map<string, PodResource[]>();
  for (const pod of all) {
    for (const [key, value] of Object.entries(pod.metadata.labels)) {
      const pair = `${key}=${value}`;
      const pods = byLabel.get(pair);
      if (pods) pods.push(pod);
      else byLabel.set(pair, [pod]);
    }
  }
  const rarest = (wanted: readonly (readonly [string, string])[]): readonly PodResource[] => {
    const lists = wanted.map(([key, value]) => byLabel.get(`${key}=${value}`) ?? []);
    return lists.reduce<readonly PodResource[]>((best, list) => (list.length < best.length ? list : best), all);
  };
  return {
    select(labels, namespace) {
      const wanted = Object.entries(labels ?? {});
      return rarest(wanted).filter(
        ({ metadata }) =>
          (namespace === undefined || metadata.namespace === namespace) &&
          wanted.every(([key, value]) => metadata.labels[key] === value),
      );
    },
  };
}

/** A selector as `kubectl -l` takes it: its labels in the order of their keys. */
export function formatSelector(labels: Labels | undefined): string {
  return Object.entries(labels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
