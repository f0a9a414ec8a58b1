import type { KindName } from '../model/kinds/index.js';
import { selectorTakes } from '../model/label-selector.js';
import type { Store } from '../model/store.js';
import type { MeshConfig } from './mesh-config.js';

/**
 * What istiod knows of an input: objects of the namespaces that one of the discovery selectors takes, and those without a
 * namespace. Without selectors that is everything. Workloads of the other namespaces still get configuration if they ask.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig-discovery_selectors
 */
export function discoveredStore(
  store: Store,
  { discoverySelectors = [] }: Pick<MeshConfig, 'discoverySelectors'>,
): Store {
  if (discoverySelectors.length === 0) return store;
  const namespaces = new Set(
    store
      .list('Namespace')
      .filter(({ metadata }) => discoverySelectors.some((selector) => selectorTakes(selector, metadata.labels)))
      .map(({ metadata }) => metadata.name),
  );
  const isKnown = (resource: Store['resources'][number]) =>
    !resource.metadata.namespace || namespaces.has(resource.metadata.namespace);
  return {
    resources: store.resources.filter(isKnown),
    list: <K extends KindName>(kind: K) => store.list(kind).filter(isKnown),
  };
}
