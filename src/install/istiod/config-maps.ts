import { ownedLabels } from '../labels.js';
import { revisionLabel, revisionSuffix } from '../names.js';
import { sorted } from '../sorted.js';
import type { InstallPlan, KubeObject, Tree } from '../types.js';
import { listAt, textAt, treeAt } from '../values/tree.js';
import { meshConfig } from './mesh-config.js';

/** Spells values as YAML; handed in, since printing is another layer's. */
export type SpellYaml = (value: unknown) => string;

function configMap(plan: InstallPlan, name: string, data: Readonly<Record<string, string>>): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `${name}${revisionSuffix(plan.revision)}`,
      namespace: plan.namespace,
      labels: ownedLabels(plan, 'pilot', 'istiod'),
    },
    data,
  };
}

export function meshConfigMap(plan: InstallPlan, yaml: SpellYaml): KubeObject {
  return configMap(plan, 'istio', {
    mesh: yaml(meshConfig(plan)),
    meshNetworks: yaml({ networks: treeAt(plan.values, 'global', 'meshNetworks') }),
  });
}

/** Names of templates that pods get when they ask for none. */
const DEFAULT_TEMPLATES = ['sidecar'];

/** What istiod injects with: the templates, when they apply, and the values that they are rendered with. */
export function injectorConfigMap(
  plan: InstallPlan,
  templates: Readonly<Record<string, string>>,
  yaml: SpellYaml,
): KubeObject {
  const { values } = plan;
  const webhook = treeAt(values, 'sidecarInjectorWebhook');
  const chosen = listAt(webhook, 'defaultTemplates');
  const config = {
    alwaysInjectSelector: listAt(webhook, 'alwaysInjectSelector'),
    defaultTemplates: chosen.length > 0 ? chosen : DEFAULT_TEMPLATES,
    injectedAnnotations: treeAt(webhook, 'injectedAnnotations'),
    neverInjectSelector: listAt(webhook, 'neverInjectSelector'),
    policy: textAt(values, 'global', 'proxy', 'autoInject') || 'enabled',
    // Read only by an istiod that is older than `templates`.
    template: '{{ Template_Version_And_Istio_Version_Mismatched_Check_Installation }}',
    templates: { ...templates, ...treeAt(webhook, 'templates') },
  };
  return configMap(plan, 'istio-sidecar-injector', {
    config: yaml(config),
    values: `${JSON.stringify(injectionValues(plan), undefined, 2)}\n`,
  });
}

/** The part of the values that templates see. */
export function injectionValues(plan: InstallPlan): Tree {
  const { values } = plan;
  return sorted({
    gateways: pick(treeAt(values, 'gateways'), ['seccompProfile', 'securityContext']),
    global: { ...treeAt(values, 'global'), hub: plan.hub, tag: plan.tag },
    pilot: pick(treeAt(values, 'pilot'), ['cni', 'env']),
    revision: plan.revision,
    sidecarInjectorWebhook: treeAt(values, 'sidecarInjectorWebhook'),
  });
}

/** The values of an installation, merged and as they were set, for the next upgrade to compare with. */
export function valuesConfigMap(plan: InstallPlan): KubeObject {
  const text = (value: Tree) => `${JSON.stringify(sorted(value), undefined, 2)}\n`;
  return configMap(plan, 'values', { 'merged-values': text(plan.values), 'original-values': text(plan.userValues) });
}

function pick(tree: Tree, keys: readonly string[]): Tree {
  return Object.fromEntries(keys.flatMap((key) => (tree[key] === undefined ? [] : [[key, tree[key]]])));
}

/** What the objects of gateways of a class begin with. https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/#gatewayclass-defaults */
export function gatewayClassConfigMaps(plan: InstallPlan, yaml: SpellYaml): KubeObject[] {
  const classes = treeAt(plan.values, 'gatewayClasses');
  return Object.keys(classes).map((name) => {
    const parts = Object.entries(treeAt(classes, name)).map(([kind, part]) => [kind, yaml(part)] as const);
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: `istio-${revisionLabel(plan.revision)}-gatewayclass-${name}`,
        namespace: plan.namespace,
        labels: { ...ownedLabels(plan, 'pilot', 'istiod'), 'gateway.istio.io/defaults-for-class': name },
      },
      data: Object.fromEntries(parts),
    };
  });
}
