import { isObject } from '../../../model/decode.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

/** Registries that need no secret. */
const BUILT_IN = ['Mock', 'Kubernetes', 'External'];
const MULTI_CLUSTER = 'istio/multiCluster';

/** Networks whose endpoints come from a cluster that nobody has access to. https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshNetworks */
export const meshNetworksAnalyzer: Analyzer = {
  name: 'meshnetworks.MeshNetworksAnalyzer',
  description: 'Checks that the clusters named in meshNetworks are known',
  inputs: ['ConfigMap', 'Secret'],
  analyze(context, report) {
    const { rawNetworks: value, networksResource: resource } = context;
    if (!resource || !context.complete || !isObject(value) || !isObject(value['networks'])) return;
    const known = knownRegistries(context);
    for (const [network, entry] of Object.entries(value['networks'])) {
      const endpoints = isObject(entry) && Array.isArray(entry['endpoints']) ? entry['endpoints'] : [];
      endpoints.forEach((endpoint: unknown, i) => {
        const registry = isObject(endpoint) ? endpoint['fromRegistry'] : undefined;
        if (typeof registry !== 'string' || registry === '' || known.has(registry)) return;
        report('IST0126', resource, ['networks', network, 'endpoints', i], { registry, network });
      });
    }
  },
};

/** Each key of a multi-cluster secret is the name of a cluster. https://istio.io/latest/docs/setup/install/multicluster/ */
function knownRegistries({ store }: AnalysisContext): ReadonlySet<string> {
  const known = new Set(BUILT_IN);
  for (const { metadata, body } of store.list('Secret')) {
    if (metadata.labels[MULTI_CLUSTER] !== 'true') continue;
    for (const key of body.keys) known.add(key);
  }
  return known;
}
