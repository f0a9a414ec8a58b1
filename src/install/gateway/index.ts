import { autoscaler, disruptionBudget } from '../autoscaling.js';
import { networkPolicy, revisioned } from '../network-policy.js';
import { GATEWAY_SECRET_RULES, grant } from '../rbac.js';
import type { Component, InstallPlan, KubeObject } from '../types.js';
import { at, fieldUnlessEmpty, isTrue, listAt, textAt, textsAt } from '../values/tree.js';
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
    ...(isTrue(facts.settings, 'customService') ? [] : [service(facts)]),
    ...autoscaler(facts),
    ...disruptionBudget(plan, facts),
    ...networkPolicy(plan, { ...facts, name: revisioned(plan, name), ports: openPorts(facts) }),
  ];
}

/** Health, metrics, and what the gateway is for. */
function openPorts({ settings }: GatewayFacts): readonly { readonly port: unknown; readonly protocol?: string }[] {
  const served = listAt(settings, 'ports').map((port) => ({
    port: at(port, 'targetPort') ?? at(port, 'port'),
    protocol: textAt(port, 'protocol') || 'TCP',
  }));
  return [{ port: 15021 }, { port: 15020 }, { port: 15090 }, ...served];
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
      ports: [...listAt(settings, 'ports'), ...listAt(settings, 'ingressPorts')],
    },
  };
}
