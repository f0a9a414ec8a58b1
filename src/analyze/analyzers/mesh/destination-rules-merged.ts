import { buildDestinationRules } from '../../../mesh/destination-rules.js';
import { resolveHost } from '../../../mesh/hosts.js';
import type { DestinationRuleResource } from '../../../mesh/types.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

/**
 * Parts of DestinationRules that are lost where several of one namespace are for one host.
 * https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services
 */
export const destinationRulesMerged: Analyzer = {
  name: 'meshwright.DestinationRulesMerged',
  description: 'Traffic policies and subsets that count for nothing beside another DestinationRule for the host',
  inputs: ['DestinationRule'],
  analyze(context, report) {
    const { diagnostics } = buildDestinationRules(severalForOneHost(context), context.config);
    for (const { code, resource, path = [], args } of diagnostics) {
      if (!resource) continue;
      const host = String(args['host'] ?? '');
      if (code === 'traffic-policy-ignored') report('MW0032', resource, path, { host, other: args['other'] ?? '' });
      if (code === 'duplicate-subset') report('MW0033', resource, path, { host, subset: args['subset'] ?? '' });
    }
  },
};

/** The rules that have company: a mesh has few. */
function severalForOneHost(context: AnalysisContext): readonly DestinationRuleResource[] {
  const groups = new Map<string, DestinationRuleResource[]>();
  for (const resource of context.store.list('DestinationRule')) {
    const { namespace } = resource.metadata;
    const key = `${namespace} ${resolveHost(resource.body.spec?.host ?? '', namespace)}`;
    const group = groups.get(key);
    if (group) group.push(resource);
    else groups.set(key, [resource]);
  }
  return [...groups.values()].filter((group) => group.length > 1).flat();
}
