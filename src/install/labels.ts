import { revisionLabel } from './names.js';
import type { InstallPlan } from './types.js';

/** What a component is called in labels: by istioctl's names, so that either tool finds what the other installed. */
export const COMPONENT_LABEL = {
  base: 'Base',
  pilot: 'Pilot',
  cni: 'Cni',
  ztunnel: 'Ztunnel',
  ingressGateways: 'IngressGateways',
  egressGateways: 'EgressGateways',
} as const;

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
export function recommendedLabels(plan: InstallPlan, name: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': 'istio',
    'app.kubernetes.io/managed-by': 'meshwright',
    'app.kubernetes.io/part-of': 'istio',
    'app.kubernetes.io/version': plan.tag.replace(/[^A-Za-z0-9_.-]/g, '_').slice(0, 63),
  };
}

/** Labels that every object of a component has: by them an installation is listed, pruned and removed. */
export function ownedLabels(
  plan: InstallPlan,
  component: keyof typeof COMPONENT_LABEL,
  name: string,
): Record<string, string> {
  return {
    ...recommendedLabels(plan, name),
    'install.operator.istio.io/owning-resource': 'unknown',
    'istio.io/rev': revisionLabel(plan.revision),
    'operator.istio.io/component': COMPONENT_LABEL[component],
    release: 'istio',
  };
}
