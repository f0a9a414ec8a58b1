import { textOf } from '../../model/text.js';
import type { SpellYaml } from '../istiod/config-maps.js';
import { ownedLabels, recommendedLabels } from '../labels.js';
import { networkPolicy, revisioned } from '../network-policy.js';
import { CNI_AMBIENT_RULES, CNI_RULES, cniRepairRules, grant, PRIVILEGED_RULE } from '../rbac.js';
import type { Component, InstallPlan, KubeObject, Tree } from '../types.js';
import { isTrue, listAt, textAt, textsAt, treeAt } from '../values/tree.js';
import { cniDaemonSet } from './daemon-set.js';

const NAME = 'istio-cni';
const CONFIG = 'istio-cni-config';

/** The node agent that redirects traffic in place of init containers. https://istio.io/latest/docs/setup/additional-setup/cni/ */
export function renderCni(plan: InstallPlan, component: Component, yaml: SpellYaml): KubeObject[] {
  const { namespace } = component;
  const labels = { ...ownedLabels(plan, 'cni', NAME), app: NAME };
  const account = { name: NAME, namespace };
  const selector = { 'k8s-app': 'istio-cni-node' };
  const ports = [15014, 8000].map((port) => ({ port }));
  const data = config(plan, yaml);
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...account, labels } },
    ...rights(plan, labels, account),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: CONFIG, namespace, labels }, data },
    cniDaemonSet(plan, namespace, CONFIG, { ...recommendedLabels(plan, NAME), ...selector }, labels),
    ...networkPolicy(plan, { name: revisioned(plan, NAME), namespace, labels, selector, ports }),
    ...attachment(plan, labels),
    ...quota(plan, namespace, labels),
  ];
}

type Labels = Readonly<Record<string, string>>;

/** What the agent may: reading always, the rest by what it is to do. */
function rights(plan: InstallPlan, labels: Labels, account: { name: string; namespace: string }): KubeObject[] {
  const cni = treeAt(plan.values, 'cni');
  const platform = textAt(cni, 'platform') || textAt(plan.values, 'global', 'platform');
  const rules = [...CNI_RULES, ...(platform === 'openshift' ? [PRIVILEGED_RULE] : [])];
  const repair = {
    name: 'istio-cni-repair-role',
    binding: 'istio-cni-repair-rolebinding',
    labels: { ...labels, 'k8s-app': 'istio-cni-repair' },
    rules: cniRepairRules(repairWay(treeAt(cni, 'repair'))),
    account,
  };
  return [
    ...grant({ name: NAME, labels, rules, account }),
    ...(isTrue(cni, 'repair', 'enabled') ? grant(repair) : []),
    ...(isTrue(cni, 'ambient', 'enabled')
      ? grant({ name: `${NAME}-ambient`, labels, rules: CNI_AMBIENT_RULES, account })
      : []),
  ];
}

/** Of several ways to deal with broken pods the gentlest goes first. */
function repairWay(repair: Tree): 'repair' | 'delete' | 'label' | 'none' {
  if (isTrue(repair, 'repairPods')) return 'repair';
  if (isTrue(repair, 'deletePods')) return 'delete';
  return isTrue(repair, 'labelPods') ? 'label' : 'none';
}

/** With Multus, networks are attached by name: pods ask for this one. https://istio.io/latest/docs/setup/platform-setup/openshift/ */
function attachment(plan: InstallPlan, labels: Labels): KubeObject[] {
  if (textAt(plan.values, 'cni', 'provider') !== 'multus') return [];
  const metadata = { name: NAME, namespace: 'default', labels };
  return [{ apiVersion: 'k8s.cni.cncf.io/v1', kind: 'NetworkAttachmentDefinition', metadata }];
}

/** Some platforms let critical pods run only where a quota gives them room. https://istio.io/latest/docs/ambient/install/platform-prerequisites/ */
function quota(plan: InstallPlan, namespace: string, labels: Labels): KubeObject[] {
  const quotas = treeAt(plan.values, 'cni', 'resourceQuotas');
  if (!isTrue(quotas, 'enabled')) return [];
  const critical = { operator: 'In', scopeName: 'PriorityClass', values: ['system-node-critical'] };
  return [
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: `${NAME}-resource-quota`, namespace, labels },
      spec: { hard: { pods: textAt(quotas, 'pods') }, scopeSelector: { matchExpressions: [critical] } },
    },
  ];
}

/** Settings of the agent, as it takes them from its environment. */
function config(plan: InstallPlan, yaml: SpellYaml): Record<string, string> {
  const cni = treeAt(plan.values, 'cni');
  const ambient = treeAt(cni, 'ambient');
  const repair = treeAt(cni, 'repair');
  const fileName = textAt(cni, 'cniConfFileName');
  const ownFileName = textAt(cni, 'istioOwnedCNIConfigFileName');
  const flag = (tree: Tree, key: string) => String(isTrue(tree, key));
  return {
    AMBIENT_DNS_CAPTURE: flag(ambient, 'dnsCapture'),
    AMBIENT_ENABLED: flag(ambient, 'enabled'),
    AMBIENT_ENABLEMENT_SELECTOR: yaml(listAt(ambient, 'enablementSelectors')),
    AMBIENT_IPV6: flag(ambient, 'ipv6'),
    AMBIENT_RECONCILE_POD_RULES_ON_STARTUP: flag(ambient, 'reconcileIptablesOnStartup'),
    CHAINED_CNI_PLUGIN: flag(cni, 'chained'),
    ...(fileName && { CNI_CONF_NAME: fileName }),
    CURRENT_AGENT_VERSION: textAt(cni, 'tag') || plan.tag,
    ENABLE_AMBIENT_DETECTION_RETRY: flag(ambient, 'enableAmbientDetectionRetry'),
    EXCLUDE_NAMESPACES: listAt(cni, 'excludeNamespaces').map(textOf).join(','),
    ISTIO_OWNED_CNI_CONFIG: flag(cni, 'istioOwnedCNIConfig'),
    ...(ownFileName && { ISTIO_OWNED_CNI_CONF_FILENAME: ownFileName }),
    NATIVE_NFTABLES: String(isTrue(plan.values, 'global', 'nativeNftables')),
    REPAIR_BROKEN_POD_LABEL_KEY: textAt(repair, 'brokenPodLabelKey'),
    REPAIR_BROKEN_POD_LABEL_VALUE: textAt(repair, 'brokenPodLabelValue'),
    REPAIR_DELETE_PODS: flag(repair, 'deletePods'),
    REPAIR_ENABLED: flag(repair, 'enabled'),
    REPAIR_INIT_CONTAINER_NAME: textAt(repair, 'initContainerName'),
    REPAIR_LABEL_PODS: flag(repair, 'labelPods'),
    REPAIR_REPAIR_PODS: flag(repair, 'repairPods'),
    ...textsAt(cni, 'env'),
  };
}
