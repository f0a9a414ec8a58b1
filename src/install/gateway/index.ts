import { autoscaler, disruptionBudget } from '../autoscaling.js';
import { GATEWAY_SECRET_RULES, grant } from '../rbac.js';
import type { Component, InstallPlan, KubeObject } from '../types.js';
import { at, fieldUnlessEmpty, listAt, textAt, textsAt } from '../values/tree.js';
import { gatewayDeployment } from './deployment.js';
import { type GatewayFacts, gatewayFacts } from './facts.js';

/** Everything of one ingress or egress gateway. */
export function renderGateway(plan: InstallPlan, component: Component): KubeObject[] {
  const facts = gatewayFacts(plan, component);
  const { name, namespace, labels, account } = facts;
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account, namespace, labels } },
    ...grant({
      name: `${name}-sds`,
      namespace,
      labels,
      rules: GATEWAY_SECRET_RULES,
      account: { name: account, namespace },
    }),
    gatewayDeployment(plan, facts),
    service(facts),
    ...autoscaler(facts),
    ...disruptionBudget(plan, facts),
  ];
}

function service({ name, namespace, labels, selector, settings }: GatewayFacts): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels, ...fieldUnlessEmpty('annotations', textsAt(settings, 'serviceAnnotations')) },
    spec: {
      ...fieldUnlessEmpty('loadBalancerIP', textAt(settings, 'loadBalancerIP')),
      ...fieldUnlessEmpty('loadBalancerSourceRanges', listAt(settings, 'loadBalancerSourceRanges')),
      ...fieldUnlessEmpty('externalTrafficPolicy', textAt(settings, 'externalTrafficPolicy')),
      ...fieldUnlessEmpty('ipFamilyPolicy', textAt(settings, 'ipFamilyPolicy')),
      ...fieldUnlessEmpty('ipFamilies', listAt(settings, 'ipFamilies')),
      type: textAt(settings, 'type') || 'ClusterIP',
      selector,
      ports: listAt(settings, 'ports').map((port) => ({
        name: at(port, 'name'),
        port: at(port, 'port'),
        ...fieldUnlessEmpty('protocol', at(port, 'protocol')),
        ...fieldUnlessEmpty('targetPort', at(port, 'targetPort')),
        ...fieldUnlessEmpty('nodePort', at(port, 'nodePort')),
      })),
    },
  };
}
