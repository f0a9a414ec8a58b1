import type { Diagnostic } from '../model/diagnostic.js';
import type { AuthorizationIndex, DecidedPolicy } from './authorization-policies.js';
import { type AuthorizationRule, type Condition, ruleForConnections } from './authorization-rules.js';
import { classOf } from './protocols.js';
import type { MeshProxy } from './types.js';

/**
 * Rules that say something about requests, on workloads with a port where there are none: an ALLOW rule does not count there, and
 * a rule of another action goes further than it says. Each rule is told of once, with the first such port.
 * https://istio.io/latest/docs/concepts/security/#using-istio-authorization-on-plain-tcp-protocols
 */
export function authorizationProblems(
  proxies: readonly MeshProxy[],
  authorization: AuthorizationIndex,
): readonly Diagnostic[] {
  const told = new Map<AuthorizationRule, Diagnostic>();
  for (const proxy of proxies) {
    const ports = proxy.targets.filter(({ port }) => classOf(port.protocol) === 'tcp');
    if (ports.length === 0) continue;
    const { allow, deny, audit } = authorization.of(proxy);
    for (const policy of [...allow, ...deny, ...audit]) {
      for (const rule of policy.rules) {
        if (told.has(rule)) continue;
        const problem = ports.flatMap(({ targetPort }) => ruleProblem(policy, rule, targetPort) ?? [])[0];
        if (problem) told.set(rule, problem);
      }
    }
  }
  return [...told.values()];
}

function ruleProblem({ resource }: DecidedPolicy, rule: AuthorizationRule, port: number): Diagnostic | undefined {
  const allows = (resource.body.spec?.action ?? 'ALLOW') === 'ALLOW';
  if (ruleForConnections(rule, allows) === rule || !takesPort(rule, port)) return undefined;
  return {
    code: allows ? 'authorization-rule-without-effect' : 'authorization-rule-widened',
    severity: 'warning',
    args: { port, action: resource.body.spec?.action ?? 'ALLOW' },
    resource,
    path: ['spec', 'rules', rule.index],
  };
}

function takesPort(rule: AuthorizationRule, port: number): boolean {
  const fits = (c: Condition) =>
    c.attribute !== 'destination-port' ||
    ((c.values.length === 0 || c.values.includes(String(port))) && !c.notValues.includes(String(port)));
  return rule.operations.some((conditions) => conditions.every(fits));
}
