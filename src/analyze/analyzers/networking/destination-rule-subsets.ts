import { isWildcard } from '../../../mesh/hosts.js';
import { podLocality, selects, withTopology } from '../../../mesh/workloads.js';
import type { DestinationRuleBody } from '../../../model/kinds/destination-rule.js';
import type { Resource } from '../../../model/resource.js';
import { type KnownHost, knownHosts } from '../../facts/known-hosts.js';
import { podLabels } from '../../facts/pod-labels.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

type Labels = Readonly<Record<string, string>>;

/**
 * DestinationRules for hosts that don't exist, and subsets that no pod is in.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset
 */
export const subsetPods: Analyzer = {
  name: 'destinationrule.SubsetSelectPodAnalyzer',
  description: 'Looks up hosts of DestinationRules, and pods of their subsets',
  inputs: ['DestinationRule', 'Pod', 'Service', 'ServiceEntry', 'Node'],
  analyze(context, report) {
    if (!context.complete) return;
    for (const resource of context.store.list('DestinationRule')) checkRule(context, resource, report);
  },
};

function checkRule(context: AnalysisContext, resource: Resource<DestinationRuleBody>, report: Report): void {
  const { host = '', exportTo, subsets = [] } = resource.body.spec ?? {};
  const hosts = context.fact(knownHosts);
  const known = hosts.find(host, resource.metadata.namespace, exportTo);
  if (!known) {
    const covers = isWildcard(host) && hosts.anyEndsWith(host.slice(1));
    if (!covers) report('IST0174', resource, ['spec', 'host'], { host });
    return;
  }
  for (const [i, { name = '', labels = {} }] of subsets.entries()) {
    const selector = { ...known.selector, ...labels };
    if (hasPod(context, selector) || hasEndpoint(context, known, labels, selector)) continue;
    report('IST0173', resource, ['spec', 'subsets', i], { subset: name });
  }
}

function hasPod(context: AnalysisContext, selector: Labels): boolean {
  if (context.fact(podLabels).find(selector)) return true;
  if (!Object.keys(selector).some((key) => TOPOLOGY.has(key))) return false;
  return context.fact(podsWithTopology).some((labels) => selects(selector, labels));
}

/** Labels that endpoints get from the node of their pod. */
const TOPOLOGY: ReadonlySet<string> = new Set([
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
  'topology.istio.io/cluster',
  'topology.istio.io/network',
  'kubernetes.io/hostname',
]);

function podsWithTopology(context: AnalysisContext): readonly Labels[] {
  const nodes = new Map(context.store.list('Node').map((node) => [node.metadata.name, node]));
  return context.store.list('Pod').map(({ metadata, body }) => {
    const node = body.spec?.nodeName ?? '';
    return withTopology(metadata.labels, podLocality(metadata.labels, nodes.get(node)), node, '');
  });
}

/** Machines outside the cluster are in subsets too: endpoints of a ServiceEntry by their own labels, WorkloadEntries. */
function hasEndpoint(context: AnalysisContext, known: KnownHost, labels: Labels, selector: Labels): boolean {
  if (known.endpoints.some((endpoint) => selects(labels, endpoint))) return true;
  return context.store
    .list('WorkloadEntry')
    .some(({ body, metadata }) => selects(selector, { ...metadata.labels, ...body.spec?.labels }));
}
