import { selects } from '../../../mesh/workloads.js';
import type { AuthorizationPolicySpec } from '../../../model/kinds/authorization-policy.js';
import { hasTarget, inForce, policies, workloadsOf } from '../../facts/policies.js';
import type { Analyzer } from '../../types.js';

type Rule = NonNullable<AuthorizationPolicySpec['rules']>[number];

/**
 * AuthorizationPolicies that go by a token on workloads which check none, so that no request has a principal. Judged where the
 * input has RequestAuthentications that could count, or is a whole cluster.
 * https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source
 */
export const tokenChecked: Analyzer = {
  name: 'meshwright.TokenChecked',
  description: 'Policies that ask for request principals where no token is checked',
  inputs: ['AuthorizationPolicy'],
  analyze(context, report) {
    const { requestAuthentication } = context.fact(policies);
    for (const resource of context.store.list('AuthorizationPolicy')) {
      const { namespace } = resource.metadata;
      const { action = 'ALLOW', rules = [] } = resource.body.spec ?? {};
      const index = rules.findIndex(needsToken);
      if (index < 0 || action === 'CUSTOM' || namespace === context.config.rootNamespace) continue;
      const checks = inForce(context, requestAuthentication, namespace);
      if (checks.length === 0 && !context.complete) continue;
      if (hasTarget(resource) || checks.some(hasTarget)) continue;
      const taken = workloadsOf(context, resource);
      const checked = checks.some((check) => {
        const wanted = check.body.spec?.selector?.matchLabels;
        return taken.length === 0 || taken.some((workload) => selects(wanted, workload.labels));
      });
      if (!checked) report('MW0066', resource, ['spec', 'rules', index], { rule: index, action });
    }
  },
};

/** Every way to meet the rule asks for something that only a token gives. */
function needsToken({ from, when }: Rule): boolean {
  if (when?.some(({ key, values }) => key?.startsWith('request.auth.') && values?.length)) return true;
  return (from?.length ?? 0) > 0 && (from ?? []).every(({ source }) => source?.requestPrincipals?.length);
}
