import { compareAge } from './age.js';
import type { MeshConfig } from './mesh-config.js';
import type { SidecarResource } from './types.js';
import { selects } from './workloads.js';

/** Finds the Sidecar of a workload. */
export interface SidecarIndex {
  find(namespace: string, labels: Readonly<Record<string, string>>): SidecarResource | undefined;
}

/**
 * Of the Sidecars of a workload's namespace those with a selector come first, each kind by age and name, and the first
 * that takes the workload counts; without any, the root namespace's Sidecar without selector.
 * https://istio.io/latest/docs/reference/config/networking/sidecar/
 */
export function buildSidecars(resources: readonly SidecarResource[], config: MeshConfig): SidecarIndex {
  const byNamespace = new Map<string, { selective: SidecarResource[]; general: SidecarResource[] }>();
  for (const resource of [...resources].sort(compareAge)) {
    const { namespace } = resource.metadata;
    const entry = byNamespace.get(namespace) ?? { selective: [], general: [] };
    byNamespace.set(namespace, entry);
    (hasSelector(resource) ? entry.selective : entry.general).push(resource);
  }
  return {
    find(namespace, labels) {
      const own = byNamespace.get(namespace);
      const selected = own?.selective.find((r) => selects(r.body.spec?.workloadSelector?.labels, labels));
      return selected ?? own?.general[0] ?? byNamespace.get(config.rootNamespace)?.general[0];
    },
  };
}

/** A selector without labels is one too: it takes all workloads of its namespace. */
function hasSelector(resource: SidecarResource): boolean {
  return resource.body.spec?.workloadSelector !== undefined;
}
