import type { Path, Resource } from '../../model/resource.js';
import type { MeshDestinationRule } from '../types.js';
import { selects } from '../workloads.js';

type Labels = Readonly<Record<string, string>>;

/** A subset of a service, as a DestinationRule writes it. */
export interface DescribedSubset {
  readonly name: string;
  readonly labels: Labels;
  /** Whether the workload described is in it; absent where none is. */
  readonly takes?: boolean;
  readonly resource: Resource;
  readonly path: Path;
}

/**
 * The subsets in force for a service: of several with one name the first.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset
 */
export function describeSubsets(
  rule: MeshDestinationRule | undefined,
  workload: Labels | undefined,
): readonly DescribedSubset[] {
  const found = new Map<string, DescribedSubset>();
  for (const resource of rule?.from ?? []) {
    for (const [i, { name = '', labels = {} }] of (resource.body.spec?.subsets ?? []).entries()) {
      if (found.has(name)) continue;
      const takes = workload && selects(labels, workload);
      const path: Path = ['spec', 'subsets', i];
      found.set(name, { name, labels, ...(takes !== undefined && { takes }), resource, path });
    }
  }
  return [...found.values()];
}
