import type { SubsetSpec } from '../../model/kinds/destination-rule.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkSubsetName } from './destination.js';
import { checkExportTo } from './export-to.js';
import { checkWildcardDomain } from './hosts.js';
import type { Rules } from './index.js';
import { checkLabels } from './labels.js';
import { checkSelector } from './selector.js';
import { checkTrafficPolicy } from './traffic-policy.js';
import { error } from './violation.js';

/** https://istio.io/latest/docs/reference/config/networking/destination-rule/ */
export const destinationRuleRules: Rules<'DestinationRule'> = ({ body, metadata }) => {
  const { exportTo, host = '', subsets = [], trafficPolicy, workloadSelector } = body.spec ?? {};
  const { namespace } = metadata;
  return [
    ...checkWildcardDomain(host, ['spec', 'host']),
    ...checkTrafficPolicy(trafficPolicy, namespace, ['spec', 'trafficPolicy']),
    ...checkSubsets(subsets, namespace),
    ...checkExportTo(exportTo, namespace, { onlyHere: workloadSelector !== undefined }),
    ...(workloadSelector ? checkSelector(workloadSelector.matchLabels, ['spec', 'workloadSelector']) : []),
  ];
};

function checkSubsets(subsets: readonly SubsetSpec[], namespace: string): readonly Violation[] {
  const names = new Set<string>();
  return subsets.flatMap((subset, i) => {
    const path: Path = ['spec', 'subsets', i];
    const name = subset.name ?? '';
    const isTwice = names.has(name);
    names.add(name);
    return [
      ...(isTwice ? [error([...path, 'name'], `subset ${JSON.stringify(name)} is there twice`)] : []),
      ...checkSubsetName(name, [...path, 'name']),
      ...checkLabels(subset.labels, [...path, 'labels']),
      ...checkTrafficPolicy(subset.trafficPolicy, namespace, [...path, 'trafficPolicy']),
    ];
  });
}
