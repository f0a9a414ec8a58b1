import type { Visibility } from './types.js';

/**
 * Resolves an exportTo list of a resource in namespace `own`. `*` anywhere wins, then `~` anywhere hides everywhere; else the
 * listed namespaces, `.` being the own one. https://istio.io/latest/docs/reference/config/networking/virtual-service/
 */
export function resolveExportTo(exportTo: readonly string[], own: string): Visibility {
  if (exportTo.includes('*')) return 'public';
  if (exportTo.includes('~')) return 'none';
  return new Set(exportTo.map((namespace) => (namespace === '.' ? own : namespace)));
}

/**
 * Visibility of a resource without exportTo by the default of the mesh, of which istiod honours `.` and `*` alone, in this
 * order. https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig
 */
export function resolveDefaultExportTo(byDefault: readonly string[] | undefined, own: string): Visibility {
  if (!byDefault?.length) return 'public';
  if (byDefault.includes('.')) return new Set([own]);
  return byDefault.includes('*') ? 'public' : 'none';
}

/** Whether something with this visibility is seen from a namespace. */
export function visibleFrom(visibility: Visibility, namespace: string): boolean {
  if (visibility === 'public') return true;
  if (visibility === 'none') return false;
  return visibility.has(namespace);
}
