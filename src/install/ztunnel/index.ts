import { ownedLabels } from '../labels.js';
import { networkPolicy } from '../network-policy.js';
import { grant, PRIVILEGED_RULE } from '../rbac.js';
import type { Component, InstallPlan, KubeObject } from '../types.js';
import { overlay } from '../values/merge.js';
import { textAt, treeAt } from '../values/tree.js';
import { ztunnelDaemonSet } from './daemon-set.js';

const NAME = 'ztunnel';

/** The proxy of each node that carries the traffic of pods in ambient mode. https://istio.io/latest/docs/ambient/architecture/data-plane/ */
export function renderZtunnel(plan: InstallPlan, component: Component): KubeObject[] {
  const { namespace } = component;
  const labels = { ...ownedLabels(plan, 'ztunnel', NAME), app: NAME };
  const account = { name: NAME, namespace };
  const selector = { app: NAME };
  // Settings of its own go before those of everything.
  const settings = overlay(treeAt(plan.values, 'global'), treeAt(plan.values, 'ztunnel'));
  const ports = [15020, 15000, 15006, 15008].map((port) => ({ port }));
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...account, labels } },
    ...(textAt(plan.values, 'global', 'platform') === 'openshift'
      ? grant({ name: NAME, labels, rules: [PRIVILEGED_RULE], account })
      : []),
    ztunnelDaemonSet(plan, { namespace, labels, selector, settings }),
    ...networkPolicy(plan, { ...account, labels, selector, ports }),
  ];
}
