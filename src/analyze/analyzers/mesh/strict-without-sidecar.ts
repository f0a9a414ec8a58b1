import { workloads } from '../../facts/mesh-workloads.js';
import type { Analyzer } from '../../types.js';

const SHOWN = 3;

/**
 * Workloads without a sidecar under a PeerAuthentication that is STRICT: it does not protect them, and what they send to others
 * under it is refused. A policy for the whole mesh is left alone, as namespaces outside of the mesh are usual.
 */
export const strictWithoutSidecar: Analyzer = {
  name: 'meshwright.StrictWithoutSidecar',
  description: 'Workloads without a sidecar in namespaces that demand mutual TLS',
  inputs: ['PeerAuthentication'],
  analyze(context, report) {
    for (const resource of context.store.list('PeerAuthentication')) {
      const { namespace } = resource.metadata;
      const { mtls, selector } = resource.body.spec ?? {};
      if (mtls?.mode !== 'STRICT' || namespace === context.config.rootNamespace) continue;
      const names = context
        .fact(workloads)
        .select(namespace, selector?.matchLabels)
        .filter(({ proxy, labels }) => proxy === 'none' && labels['istio.io/dataplane-mode'] !== 'ambient')
        .map((workload) => `${workload.resource.kind} ${workload.resource.metadata.name}`);
      if (names.length === 0 || isAmbient(namespace)) continue;
      const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
      const args = { namespace, workloads: `${names.sort().slice(0, SHOWN).join(', ')}${more}` };
      report('MW0072', resource, ['spec', 'mtls', 'mode'], args);
    }

    /** There a node's own proxy does what a sidecar would. */
    function isAmbient(namespace: string): boolean {
      const found = context.store.list('Namespace').find((n) => n.metadata.name === namespace);
      return found?.metadata.labels['istio.io/dataplane-mode'] === 'ambient';
    }
  },
};
