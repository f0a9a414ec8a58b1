import type { SubsetSpec } from '../../model/kinds/destination-rule.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkSubsetName } from './destination.js';
import { checkExportTo } from './export-to.js';
import { checkWildcardDomain } from './hosts.js';
import type { Rules } from './index.js';
import { checkLabels } from './labels.js';
import { checkSelector } from './selector.js';
import { isDnsLabel } from './syntax.js';
import { checkTrafficPolicy, withoutWarnings } from './traffic-policy.js';
import { error } from './violation.js';

/** https://istio.io/latest/docs/reference/config/networking/destination-rule/ */
export const destinationRuleRules: Rules<'DestinationRule'> = ({ body, metadata }) => {
  const { exportTo, host = '', subsets = [], trafficPolicy, workloadSelector } = body.spec ?? {};
  const { namespace } = metadata;
  const found: Violation[] = [...checkWildcardDomain(host, ['spec', 'host'])];
  if (trafficPolicy) found.push(...checkTrafficPolicy(trafficPolicy, namespace, ['spec', 'trafficPolicy']));
  found.push(...checkSubsets(subsets, namespace));
  if (exportTo) found.push(...checkExportTo(exportTo, namespace, { onlyHere: workloadSelector !== undefined }));
  if (workloadSelector) found.push(...checkSelector(workloadSelector.matchLabels, ['spec', 'workloadSelector']));
  return found;
};

function checkSubsets(subsets: readonly SubsetSpec[], namespace: string): readonly Violation[] {
  const names = new Set<string>();
  const found: Violation[] = [];
  subsets.forEach(({ name = '', labels, trafficPolicy }, i) => {
    const path: Path = ['spec', 'subsets', i];
    if (names.has(name)) found.push(error([...path, 'name'], `subset ${JSON.stringify(name)} is there twice`));
    names.add(name);
    if (!isDnsLabel(name)) found.push(...checkSubsetName(name, [...path, 'name']));
    if (labels) found.push(...checkLabels(labels, [...path, 'labels']));
    if (trafficPolicy) {
      found.push(...withoutWarnings(checkTrafficPolicy(trafficPolicy, namespace, [...path, 'trafficPolicy'])));
    }
  });
  return found;
}
