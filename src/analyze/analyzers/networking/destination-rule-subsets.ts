import { selects } from '../../../mesh/workloads.js';
import type { DestinationRuleBody } from '../../../model/kinds/destination-rule.js';
import type { Resource } from '../../../model/resource.js';
import { knownHosts } from '../../facts/known-hosts.js';
import { podLabels } from '../../facts/pod-labels.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

type Labels = Readonly<Record<string, string>>;

/**
 * DestinationRules for hosts that don't exist, and subsets that no pod is in. As istioctl has it, a wildcard is a host of its own,
 * and machines outside of the cluster are no pods.
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
  const known = context.fact(knownHosts).find(host, resource.metadata.namespace, exportTo);
  if (!known) {
    report('IST0174', resource, ['spec', 'host'], { host });
    return;
  }
  for (const [i, { name = '', labels = {} }] of subsets.entries()) {
    if (hasPod(context, { ...known.selector, ...labels })) continue;
    report('IST0173', resource, ['spec', 'subsets', i], { subset: name });
  }
}

function hasPod(context: AnalysisContext, selector: Labels): boolean {
  if (context.fact(podLabels).find(selector)) return true;
  if (!Object.keys(selector).some((key) => key === HOST || TOPOLOGY.includes(key))) return false;
  return context.fact(podsWithTopology).some((labels) => selects(selector, labels));
}

const HOST = 'kubernetes.io/hostname';
/** Labels that endpoints get from the node of their pod. */
const TOPOLOGY: readonly string[] = [
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
];

/** Labels of pods on nodes that are known, with those of the node. */
function podsWithTopology({ store }: AnalysisContext): readonly Labels[] {
  const nodes = new Map(store.list('Node').map(({ metadata }) => [metadata.name, topologyOf(metadata)]));
  return store.list('Pod').flatMap(({ metadata, body }) => {
    const topology = nodes.get(body.spec?.nodeName ?? '');
    return topology ? [{ ...metadata.labels, ...topology }] : [];
  });
}

function topologyOf({ name, labels }: { readonly name: string; readonly labels: Labels }): Labels {
  const found: Record<string, string> = { [HOST]: name };
  for (const key of TOPOLOGY) {
    const value = labels[key];
    if (value !== undefined) found[key] = value;
  }
  return found;
}
