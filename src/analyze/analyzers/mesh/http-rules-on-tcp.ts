import type { AuthorizationPolicyResource } from '../../../mesh/authorization-policies.js';
import { type AuthorizationRule, decideRules, ruleForConnections } from '../../../mesh/authorization-rules.js';
import { classOf } from '../../../mesh/protocols.js';
import { type ServedPort, servedPorts } from '../../facts/mesh-services.js';
import { hasTarget, workloadsOf } from '../../facts/policies.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

/**
 * Rules about requests on workloads with a port where there are none.
 * https://istio.io/latest/docs/concepts/security/#using-istio-authorization-on-plain-tcp-protocols
 */
export const httpRulesOnTcp: Analyzer = {
  name: 'meshwright.HttpRulesOnTcp',
  description: 'AuthorizationPolicies with conditions on requests for workloads with TCP ports',
  inputs: ['AuthorizationPolicy'],
  analyze(context, report) {
    for (const resource of context.store.list('AuthorizationPolicy')) {
      const { action = 'ALLOW', rules = [] } = resource.body.spec ?? {};
      if (action === 'CUSTOM' || rules.length === 0 || hasTarget(resource)) continue;
      const allows = action === 'ALLOW';
      const facts = { namespace: resource.metadata.namespace, allows, trustDomains: [] };
      for (const rule of decideRules(rules, facts).rules) {
        if (ruleForConnections(rule, allows) === rule) continue;
        const found = tcpPort(context, resource, rule);
        if (!found) continue;
        const args = { port: found.number, service: found.service.hostname, action, rule: rule.index };
        const path = ['spec', 'rules', rule.index];
        if (allows) report('MW0067', resource, path, args);
        else report('MW0068', resource, path, args);
      }
    }
  },
};

/** The first TCP port of a workload of the policy that the rule does not leave out. */
function tcpPort(
  context: AnalysisContext,
  policy: AuthorizationPolicyResource,
  rule: AuthorizationRule,
): ServedPort | undefined {
  const served = context.fact(servedPorts);
  for (const workload of workloadsOf(context, policy)) {
    // What is HTTP on a router is said by Gateways.
    if (workload.proxy === 'none' || workload.proxy === 'router') continue;
    const found = served
      .get(workload)
      ?.find((one) => classOf(one.port.protocol) === 'tcp' && takesPort(rule, one.number));
    if (found) return found;
  }
  return undefined;
}

function takesPort(rule: AuthorizationRule, port: number): boolean {
  const text = String(port);
  return rule.operations.some((conditions) =>
    conditions.every(
      ({ attribute, values, notValues }) =>
        attribute !== 'destination-port' ||
        ((values.length === 0 || values.includes(text)) && !notValues.includes(text)),
    ),
  );
}
