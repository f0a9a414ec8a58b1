import { autoscaler, disruptionBudget } from '../autoscaling.js';
import { ownedLabels, recommendedLabels } from '../labels.js';
import { clusterName, istiodName } from '../names.js';
import { GATEWAY_CONTROLLER_RULES, grant, ISTIOD_NAMESPACE_RULES, ISTIOD_RULES, READER_RULES } from '../rbac.js';
import type { InstallPlan, KubeObject } from '../types.js';
import { isTrue, treeAt } from '../values/tree.js';
import { injectorConfigMap, meshConfigMap, type SpellYaml, valuesConfigMap } from './config-maps.js';
import { istiodDeployment, istiodSelector, istioLabel } from './deployment.js';
import { istiodService, istiodServiceAccount } from './service.js';
import { sidecarInjector, validator } from './webhooks.js';

/** The account that other clusters' control planes read this one with. */
export const READER = 'istio-reader-service-account';

/** Everything of a control plane. */
export function renderIstiod(
  plan: InstallPlan,
  templates: Readonly<Record<string, string>>,
  yaml: SpellYaml,
): KubeObject[] {
  const name = istiodName(plan.revision);
  const labels = { ...ownedLabels(plan, 'pilot', 'istiod'), app: 'istiod', istio: istioLabel(plan.revision) };
  const settings = treeAt(plan.values, 'pilot');
  const selector = { app: 'istiod', ...istiodSelector(plan.revision) };
  const scaled = { name, namespace: plan.namespace, labels, selector, settings };
  return [
    istiodServiceAccount(plan),
    ...grants(plan),
    meshConfigMap(plan, yaml),
    ...(isTrue(plan.values, 'global', 'omitSidecarInjectorConfigMap')
      ? []
      : [injectorConfigMap(plan, templates, yaml)]),
    valuesConfigMap(plan),
    istiodDeployment(plan),
    istiodService(plan),
    ...autoscaler(scaled),
    ...disruptionBudget(plan, scaled),
    ...networkPolicy(plan, labels, selector),
    ...(isTrue(plan.values, 'global', 'operatorManageWebhooks') ? [] : [sidecarInjector(plan)]),
    ...validator(plan),
  ];
}

function grants(plan: InstallPlan): KubeObject[] {
  const { revision, namespace } = plan;
  const account = { name: istiodName(revision), namespace };
  const labels = { ...ownedLabels(plan, 'pilot', 'istiod'), app: 'istiod' };
  const wide = (base: string) => clusterName(base, revision, namespace);
  return [
    ...grant({ name: wide('istiod-clusterrole'), labels, rules: ISTIOD_RULES, account }),
    ...grant({ name: wide('istiod-gateway-controller'), labels, rules: GATEWAY_CONTROLLER_RULES, account }),
    ...grant({
      name: wide('istio-reader-clusterrole'),
      labels: { ...ownedLabels(plan, 'pilot', 'istio-reader'), app: 'istio-reader' },
      rules: READER_RULES,
      account: { name: READER, namespace },
    }),
    ...grant({ name: account.name, namespace, labels, rules: ISTIOD_NAMESPACE_RULES, account }),
  ];
}

/** The account of readers belongs to all revisions of a namespace. */
export function readerAccount(plan: InstallPlan): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: READER,
      namespace: plan.namespace,
      labels: {
        ...recommendedLabels(plan, 'istio-reader'),
        app: 'istio-reader',
        'operator.istio.io/component': 'Base',
        release: 'istio',
      },
    },
  };
}

/** Lets in what istiod serves, where policies are asked for. https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
function networkPolicy(
  plan: InstallPlan,
  labels: Readonly<Record<string, string>>,
  selector: Readonly<Record<string, string>>,
): KubeObject[] {
  if (!isTrue(plan.values, 'global', 'networkPolicy', 'enabled')) return [];
  const ports = [15017, 15010, 15011, 15012, 8080, 15014].map((port) => ({ protocol: 'TCP', port }));
  return [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: istiodName(plan.revision), namespace: plan.namespace, labels },
      spec: {
        podSelector: { matchLabels: selector },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ ports }],
        egress: [{}],
      },
    },
  ];
}
