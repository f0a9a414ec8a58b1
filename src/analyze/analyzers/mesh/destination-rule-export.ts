import { resolveHost } from '../../../mesh/hosts.js';
import { localName } from '../../facts/mesh-services.js';
import { workloads } from '../../facts/mesh-workloads.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

/**
 * Exports of DestinationRules that nobody goes by: a client looks into its own namespace, that of the service, and the root
 * namespace, and nowhere else.
 * https://istio.io/latest/docs/ops/best-practices/traffic-management/#cross-namespace-configuration
 */
export const destinationRuleExport: Analyzer = {
  name: 'meshwright.DestinationRuleExport',
  description: 'DestinationRules that are exported from a namespace in which clients do not look for them',
  inputs: ['DestinationRule'],
  analyze(context, report) {
    for (const resource of context.store.list('DestinationRule')) {
      const { namespace } = resource.metadata;
      const { host = '', exportTo = [], workloadSelector } = resource.body.spec ?? {};
      const owner = localName(resolveHost(host, namespace))?.namespace;
      if (owner === undefined || owner === namespace || namespace === context.config.rootNamespace) continue;
      const others = exportTo.filter((to) => to !== '.' && to !== namespace && to !== '~');
      if (workloadSelector) continue;
      if (others.length === 0) {
        // Without an export clients of its own namespace are all that is left, if there are any.
        const none = context.complete && !hasProxies(context, namespace);
        if (none) report('MW0034', resource, ['spec', 'host'], { host, owner, namespace, others: '' });
        continue;
      }
      const own = exportTo.some((to) => ['*', '.', namespace].includes(to));
      const args = { host, owner, namespace, others: others.join(', ') };
      if (own) report('MW0035', resource, ['spec', 'exportTo'], args);
      else report('MW0034', resource, ['spec', 'exportTo'], args);
    }
  },
};

/** Pods with a proxy, or machines outside of Kubernetes, which have one. */
function hasProxies(context: AnalysisContext, namespace: string): boolean {
  if (context.store.list('WorkloadEntry').some((entry) => entry.metadata.namespace === namespace)) return true;
  return context
    .fact(workloads)
    .inNamespace(namespace)
    .some((workload) => workload.proxy !== 'none');
}
