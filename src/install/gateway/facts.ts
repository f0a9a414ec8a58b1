import { ownedLabels } from '../labels.js';
import { revisionSuffix } from '../names.js';
import type { Component, InstallPlan, Tree } from '../types.js';
import { overlay } from '../values/merge.js';
import { textsAt, treeAt } from '../values/tree.js';

/** What the objects of one gateway agree in. */
export interface GatewayFacts {
  readonly name: string;
  readonly namespace: string;
  readonly account: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  /** Values of the gateway: those of its kind with its own and the user's over them. */
  readonly settings: Tree;
  /** ConfigMap that holds the mesh's settings. */
  readonly meshConfigMap: string;
}

const KIND = { ingressGateways: 'istio-ingressgateway', egressGateways: 'istio-egressgateway' } as const;

/** A gateway of any name has the values of its kind; its labels are what Gateway resources select it by. */
export function gatewayFacts(plan: InstallPlan, component: Component): GatewayFacts {
  const kind = component.kind === 'egressGateways' ? KIND.egressGateways : KIND.ingressGateways;
  const ofKind = treeAt(plan.values, 'gateways', kind);
  const settings = component.name === kind ? ofKind : overlay(ofKind, treeAt(plan.values, 'gateways', component.name));
  const selector = {
    ...textsAt(settings, 'labels'),
    ...(component.name !== kind && { app: component.name }),
    ...component.label,
  };
  return {
    name: component.name,
    namespace: component.namespace,
    account: `${component.name}-service-account`,
    labels: {
      ...ownedLabels(plan, component.kind === 'egressGateways' ? 'egressGateways' : 'ingressGateways', component.name),
      ...selector,
    },
    selector,
    settings,
    meshConfigMap: `istio${revisionSuffix(plan.revision)}`,
  };
}
