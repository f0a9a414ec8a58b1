import type { CustomResourceDefinition } from '../schema/crds.js';
import { renderCni } from './cni/index.js';
import { renderGateway } from './gateway/index.js';
import type { SpellYaml } from './istiod/config-maps.js';
import { readerAccount, renderIstiod } from './istiod/index.js';
import { defaultValidator } from './istiod/webhooks.js';
import { recommendedLabels } from './labels.js';
import { istiodName } from './names.js';
import { sortObjects } from './order.js';
import { applyK8sSettings } from './overlays/k8s-settings.js';
import type { Component, InstallPlan, KubeObject } from './types.js';
import { at, listAt, textAt } from './values/tree.js';
import { renderZtunnel } from './ztunnel/index.js';

/** What rendering needs besides the plan. */
export interface RenderFacts {
  readonly crds: readonly CustomResourceDefinition[];
  /** Injection templates by name. */
  readonly templates: Readonly<Record<string, string>>;
  readonly yaml: SpellYaml;
}

/** Every object of an installation, in the order of applying. The same plan gives the same objects. */
export function renderManifest(plan: InstallPlan, facts: RenderFacts): KubeObject[] {
  const objects = plan.components.flatMap((component) => renderComponent(plan, component, facts));
  return sortObjects(objects.filter(inScope(textAt(plan.values, 'global', 'resourceScope'))));
}

/** Who may only write into namespaces installs those parts, and somebody else the others. */
function inScope(scope: string): (object: KubeObject) => boolean {
  const isOfNamespace = ({ metadata }: KubeObject) => metadata.namespace !== undefined;
  if (scope === 'namespace') return isOfNamespace;
  return scope === 'cluster' ? (object) => !isOfNamespace(object) : () => true;
}

function renderComponent(plan: InstallPlan, component: Component, facts: RenderFacts): KubeObject[] {
  switch (component.kind) {
    case 'base':
      return applyK8sSettings(renderBase(plan, facts.crds), component, '');
    case 'pilot':
      return applyK8sSettings(renderIstiod(plan, facts.templates, facts.yaml), component, istiodName(plan.revision));
    case 'cni':
      return applyK8sSettings(renderCni(plan, component, facts.yaml), component, 'istio-cni-node');
    case 'ztunnel':
      return applyK8sSettings(renderZtunnel(plan, component), component, 'ztunnel');
    case 'ingressGateways':
    case 'egressGateways':
      return applyK8sSettings(renderGateway(plan, component), component, component.name);
  }
}

/** The definitions of Istio's kinds, which outlive an installation unless they are purged, and the readers' account. */
function renderBase(plan: InstallPlan, crds: readonly CustomResourceDefinition[]): KubeObject[] {
  const labels = { ...recommendedLabels(plan, 'istio-base'), 'operator.istio.io/component': 'Base', release: 'istio' };
  const excluded = listAt(plan.values, 'base', 'excludedCRDs');
  const kept = at(plan.values, 'base', 'enableIstioConfigCRDs') === false ? [] : crds;
  const wanted = kept.filter((crd) => !excluded.includes(crd.metadata.name));
  const definitions = wanted.map((crd) => ({
    ...crd,
    metadata: { ...crd.metadata, labels, annotations: { 'helm.sh/resource-policy': 'keep' } },
  }));
  const byDefault = textAt(plan.values, 'defaultRevision');
  const revision = byDefault === 'default' ? '' : byDefault;
  return [...definitions, ...readerAccount(plan), ...(byDefault ? [defaultValidator({ ...plan, revision })] : [])];
}
