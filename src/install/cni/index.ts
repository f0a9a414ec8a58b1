import { ownedLabels, recommendedLabels } from '../labels.js';
import { CNI_REPAIR_RULES, CNI_RULES, grant } from '../rbac.js';
import type { Component, InstallPlan, KubeObject } from '../types.js';
import { isTrue, listAt, textAt, treeAt } from '../values/tree.js';
import { cniDaemonSet } from './daemon-set.js';

const CONFIG = 'istio-cni-config';

/** The node agent that redirects traffic in place of init containers. https://istio.io/latest/docs/setup/additional-setup/cni/ */
export function renderCni(plan: InstallPlan, component: Component): KubeObject[] {
  const { namespace } = component;
  const labels = { ...ownedLabels(plan, 'cni', 'istio-cni'), app: 'istio-cni' };
  const account = { name: 'istio-cni', namespace };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...account, labels } },
    ...grant({ name: 'istio-cni', labels, rules: CNI_RULES, account }),
    ...grant({
      name: 'istio-cni-repair-role',
      binding: 'istio-cni-repair-rolebinding',
      labels: { ...labels, 'k8s-app': 'istio-cni-repair' },
      rules: CNI_REPAIR_RULES,
      account,
    }),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: CONFIG, namespace, labels }, data: config(plan) },
    cniDaemonSet(
      plan,
      namespace,
      CONFIG,
      { ...recommendedLabels(plan, 'istio-cni'), 'k8s-app': 'istio-cni-node' },
      labels,
    ),
  ];
}

/** Settings of the agent, as it takes them from its environment. */
function config(plan: InstallPlan): Record<string, string> {
  const cni = treeAt(plan.values, 'cni');
  const repair = treeAt(cni, 'repair');
  const flag = (key: string) => String(isTrue(repair, key));
  return {
    AMBIENT_DNS_CAPTURE: 'false',
    AMBIENT_ENABLED: 'false',
    AMBIENT_IPV6: 'false',
    CHAINED_CNI_PLUGIN: String(isTrue(cni, 'chained')),
    CURRENT_AGENT_VERSION: plan.tag,
    EXCLUDE_NAMESPACES: listAt(cni, 'excludeNamespaces').join(','),
    ISTIO_OWNED_CNI_CONFIG: 'false',
    NATIVE_NFTABLES: String(isTrue(plan.values, 'global', 'nativeNftables')),
    REPAIR_BROKEN_POD_LABEL_KEY: textAt(repair, 'brokenPodLabelKey'),
    REPAIR_BROKEN_POD_LABEL_VALUE: textAt(repair, 'brokenPodLabelValue'),
    REPAIR_DELETE_PODS: flag('deletePods'),
    REPAIR_ENABLED: flag('enabled'),
    REPAIR_INIT_CONTAINER_NAME: textAt(repair, 'initContainerName'),
    REPAIR_LABEL_PODS: flag('labelPods'),
    REPAIR_REPAIR_PODS: flag('repairPods'),
  };
}
