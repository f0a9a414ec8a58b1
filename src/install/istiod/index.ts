import { autoscaler, disruptionBudget } from '../autoscaling.js';
import { ownedLabels, recommendedLabels } from '../labels.js';
import { clusterName, istiodName, revisionLabel } from '../names.js';
import { networkPolicy } from '../network-policy.js';
import { grant } from '../rbac.js';
import { tagObjects } from '../tags/objects.js';
import type { InstallPlan, KubeObject } from '../types.js';
import { at, isTrue, listAt, textAt, treeAt } from '../values/tree.js';
import {
  gatewayClassConfigMaps,
  injectorConfigMap,
  meshConfigMap,
  type SpellYaml,
  valuesConfigMap,
} from './config-maps.js';
import { istiodDeployment, istiodSelector, istioLabel, jwksRootsName } from './deployment.js';
import { GATEWAY_CONTROLLER_RULES, ISTIOD_NAMESPACE_RULES, istiodRules, readerRules } from './rules.js';
import { istiodService, istiodServiceAccount } from './service.js';
import { stableChannelPolicy } from './stable-policy.js';
import { sidecarInjector, validator } from './webhooks.js';

/** The account that other clusters' control planes read this one with. */
export const READER = 'istio-reader-service-account';

/** Everything of a control plane. */
export function renderIstiod(
  plan: InstallPlan,
  templates: Readonly<Record<string, string>>,
  yaml: SpellYaml,
): KubeObject[] {
  if (isTrue(plan.values, 'istiodRemote', 'enabled')) return renderRemote(plan);
  const name = istiodName(plan.revision);
  const labels = { ...ownedLabels(plan, 'pilot', 'istiod'), app: 'istiod', istio: istioLabel(plan.revision) };
  const settings = treeAt(plan.values, 'pilot');
  const selector = { app: 'istiod', ...istiodSelector(plan.revision) };
  const scaled = { name, namespace: plan.namespace, labels, selector, settings };
  return [
    istiodServiceAccount(plan),
    ...grants(plan),
    ...readerGrant(plan),
    ...(at(settings, 'configMap') === false ? [] : [meshConfigMap(plan, yaml)]),
    ...jwksRoots(plan),
    ...(isTrue(plan.values, 'global', 'omitSidecarInjectorConfigMap')
      ? []
      : [injectorConfigMap(plan, templates, yaml)]),
    valuesConfigMap(plan),
    ...gatewayClassConfigMaps(plan, yaml),
    istiodDeployment(plan),
    istiodService(plan),
    ...autoscaler(scaled),
    ...disruptionBudget(plan, scaled),
    ...networkPolicy(plan, { name, namespace: plan.namespace, labels, selector, ports: PORTS }),
    ...injectors(plan),
    ...validator(plan),
    ...stableChannelPolicy(plan),
  ];
}

function grants(plan: InstallPlan): KubeObject[] {
  const { revision, namespace } = plan;
  const account = { name: istiodName(revision), namespace };
  const labels = { ...ownedLabels(plan, 'pilot', 'istiod'), app: 'istiod' };
  const wide = (base: string) => clusterName(base, revision, namespace);
  return [
    ...grant({ name: wide('istiod-clusterrole'), labels, rules: istiodRules(plan.values), account }),
    ...(textAt(plan.values, 'pilot', 'env', 'PILOT_ENABLE_GATEWAY_API_DEPLOYMENT_CONTROLLER') === 'false'
      ? []
      : grant({ name: wide('istiod-gateway-controller'), labels, rules: GATEWAY_CONTROLLER_RULES, account })),
    ...grant({ name: account.name, namespace, labels, rules: ISTIOD_NAMESPACE_RULES, account }),
  ];
}

/** What is in a cluster whose control plane is elsewhere: who asks it to inject, and what it may read here. */
function renderRemote(plan: InstallPlan): KubeObject[] {
  // Where the control plane also takes its configuration from, it acts as the account that it would have there.
  const config = isTrue(plan.values, 'global', 'configCluster')
    ? [istiodServiceAccount(plan), ...grants(plan), ...validator(plan)]
    : [];
  return [...config, ...readerGrant(plan), valuesConfigMap(plan), ...injectors(plan)];
}

/** Ports of istiod that others ask. */
const PORTS = [15017, 15010, 15011, 15012, 8080, 15014].map((port) => ({ port }));

function readerGrant(plan: InstallPlan): KubeObject[] {
  const { revision, namespace } = plan;
  if (at(plan.values, 'global', 'enableReaderRBAC') === false) return [];
  return grant({
    name: clusterName('istio-reader-clusterrole', revision, namespace),
    labels: { ...ownedLabels(plan, 'pilot', 'istio-reader'), app: 'istio-reader' },
    rules: readerRules(plan.values),
    account: { name: READER, namespace },
  });
}

/** The webhooks of the revision, and those of its tags. https://istio.io/latest/docs/setup/upgrade/canary/#stable-revision-labels */
function injectors(plan: InstallPlan): KubeObject[] {
  if (isTrue(plan.values, 'global', 'operatorManageWebhooks')) return [];
  const injector = sidecarInjector(plan);
  const autoInject = isTrue(plan.values, 'sidecarInjectorWebhook', 'enableNamespacesByDefault');
  const tags = listAt(plan.values, 'revisionTags').filter((tag) => typeof tag === 'string');
  const service = istiodService(plan);
  const revision = revisionLabel(plan.revision);
  const objects = tags.flatMap((tag) =>
    tagObjects({ tag, revision, namespace: plan.namespace, injector, service, autoInject }),
  );
  return [injector, ...objects.filter(({ kind }) => kind !== 'ValidatingWebhookConfiguration')];
}

/** Further roots that keys of tokens are fetched with. */
function jwksRoots(plan: InstallPlan): KubeObject[] {
  const extra = textAt(plan.values, 'pilot', 'jwksResolverExtraRootCA');
  if (extra === '') return [];
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: jwksRootsName(plan),
        namespace: plan.namespace,
        labels: ownedLabels(plan, 'pilot', 'istiod'),
      },
      data: { 'extra.pem': extra },
    },
  ];
}

/** The account of readers belongs to all revisions of a namespace. */
export function readerAccount(plan: InstallPlan): KubeObject[] {
  if (at(plan.values, 'global', 'enableReaderRBAC') === false) return [];
  const account = {
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
  return [account];
}
