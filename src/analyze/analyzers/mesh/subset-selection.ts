import { resolveHost } from '../../../mesh/hosts.js';
import type { MeshService } from '../../../mesh/types.js';
import { selects } from '../../../mesh/workloads.js';
import { services, workloadsBehind } from '../../facts/mesh-services.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

type Labels = Readonly<Record<string, string>>;

/**
 * Subsets whose labels nothing behind their host has. Judged only where the pods, workloads or endpoints of the host are in the
 * input; pods of a whole cluster are looked at by IST0173.
 */
export const subsetSelection: Analyzer = {
  name: 'meshwright.SubsetSelection',
  description: 'Subsets that select none of the workloads or endpoints behind their host',
  inputs: ['DestinationRule'],
  analyze(context, report) {
    if (context.complete) return;
    const registry = context.fact(services);
    for (const resource of context.store.list('DestinationRule')) {
      const { host = '', subsets = [] } = resource.body.spec ?? {};
      if (host === '' || subsets.length === 0) continue;
      const resolved = resolveHost(host, resource.metadata.namespace);
      const [service, ...more] = registry.named(resolved);
      if (!service) continue;
      const first = labelledBehind(context, service);
      const behind = more.length > 0 ? [...first, ...more.flatMap((one) => labelledBehind(context, one))] : first;
      if (behind.length === 0) continue;
      for (const [i, { name = '', labels = {} }] of subsets.entries()) {
        if (behind.some((of) => selects(labels, of.labels)) || isTopology(labels)) continue;
        const wanted = Object.entries(labels)
          .map(([key, value]) => `${key}=${value}`)
          .join(',');
        report('MW0030', resource, ['spec', 'subsets', i, 'labels'], { subset: name, host: resolved, labels: wanted });
      }
    }
  },
};

/** Anything with labels: a workload, or an endpoint outside of Kubernetes. */
interface Labelled {
  readonly labels: Labels;
}

/** What serves a host: workloads that its selector takes, or the endpoints that a ServiceEntry lists. */
function labelledBehind(context: AnalysisContext, service: MeshService): readonly Labelled[] {
  if (!service.selector) {
    return (service.serviceEntry?.body.spec?.endpoints ?? []).map(({ labels = {} }) => ({ labels }));
  }
  const found = context.fact(workloadsBehind)(service);
  const all = context.store.list('WorkloadEntry');
  if (all.length === 0) return found;
  const entries = all
    .filter((entry) => entry.metadata.namespace === service.namespace)
    .map(({ metadata, body }): Labelled => ({ labels: { ...metadata.labels, ...body.spec?.labels } }))
    .filter(({ labels }) => selects(service.selector, labels));
  return [...found, ...entries];
}

/** Endpoints get labels of the place where their node stands. */
function isTopology(labels: Labels): boolean {
  return Object.keys(labels).some((key) => key.startsWith('topology.') || key === 'kubernetes.io/hostname');
}
