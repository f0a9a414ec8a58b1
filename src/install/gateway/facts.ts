import { ownedLabels } from '../labels.js';
import { revisionSuffix } from '../names.js';
import type { Component, InstallPlan, Tree } from '../types.js';
import { listAt, textsAt, treeAt } from '../values/tree.js';

/** What the objects of one gateway agree in. */
export interface GatewayFacts {
  readonly name: string;
  readonly namespace: string;
  readonly account: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  /** Values of the gateway, which are those of its kind. */
  readonly settings: Tree;
  /** ConfigMap that holds the mesh's settings. */
  readonly meshConfigMap: string;
}

const KIND = { ingressGateways: 'istio-ingressgateway', egressGateways: 'istio-egressgateway' } as const;

/** A gateway of any name has the values of its kind; its labels are what Gateway resources select it by. */
export function gatewayFacts(plan: InstallPlan, component: Component): GatewayFacts {
  const kind = component.kind === 'egressGateways' ? 'egressGateways' : 'ingressGateways';
  const ofKind = treeAt(plan.values, 'gateways', KIND[kind]);
  // A Service that is given ports has no others, and the pods listen on those.
  const ports = listAt(component.k8s, 'service', 'ports');
  const selector = { ...textsAt(ofKind, 'labels'), ...component.label };
  return {
    name: component.name,
    namespace: component.namespace,
    account: `${component.name}-service-account`,
    labels: { ...ownedLabels(plan, kind, KIND[kind]), ...selector },
    selector,
    settings: ports.length > 0 ? { ...ofKind, ports } : ofKind,
    meshConfigMap: `istio${revisionSuffix(plan.revision)}`,
  };
}
