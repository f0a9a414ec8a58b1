import { selects } from '../../../mesh/workloads.js';
import type { AuthorizationPolicySpec } from '../../../model/kinds/authorization-policy.js';
import { httpRules } from '../../facts/http-rules.js';
import { knowsWorkloads } from '../../facts/mesh-workloads.js';
import { hasTarget, inForce, policies, workloadsOf } from '../../facts/policies.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

/**
 * RequestAuthentications on workloads where nothing asks for a token: they refuse bad tokens, and let requests without any pass.
 * Judged where workloads or AuthorizationPolicies of the namespace are in the input.
 * https://istio.io/latest/docs/reference/config/security/request_authentication/
 */
export const tokenRequired: Analyzer = {
  name: 'meshwright.TokenRequired',
  description: 'Workloads that check tokens and can be reached without one',
  inputs: ['RequestAuthentication'],
  analyze(context, report) {
    const { authorization } = context.fact(policies);
    for (const resource of context.store.list('RequestAuthentication')) {
      const { namespace } = resource.metadata;
      if (!resource.body.spec?.jwtRules?.length || !isKnown(context, namespace, authorization.has(namespace))) continue;
      const labels = resource.body.spec.selector?.matchLabels;
      const taken = workloadsOf(context, resource);
      const asked = inForce(context, authorization, namespace).some((policy) => {
        if (!mentionsToken(policy.body.spec)) return false;
        if (hasTarget(policy) || hasTarget(resource)) return true;
        const wanted = policy.body.spec?.selector?.matchLabels;
        return taken.length > 0 ? taken.some((w) => selects(wanted, w.labels)) : mayMeet(wanted, labels);
      });
      // Policies of other namespaces may ask for the tokens of a rule for the whole mesh.
      const elsewhere = namespace === context.config.rootNamespace && anyMentions(context);
      if (asked || elsewhere || (taken.some((w) => w.proxy === 'router') && context.fact(routesByClaim))) continue;
      report('MW0065', resource, ['spec', 'jwtRules']);
    }
  },
};

/** Routes that ask for a claim get no request without a token. */
function routesByClaim(context: AnalysisContext): boolean {
  return context
    .fact(httpRules)
    .some(({ rule }) =>
      rule.match?.some(({ headers }) =>
        Object.keys(headers ?? {}).some((name) => name.startsWith('@request.auth.claims')),
      ),
    );
}

function isKnown(context: AnalysisContext, namespace: string, hasPolicies: boolean): boolean {
  if (namespace === context.config.rootNamespace) return context.complete;
  return hasPolicies || knowsWorkloads(context, namespace);
}

function anyMentions(context: AnalysisContext): boolean {
  return context.store.list('AuthorizationPolicy').some((policy) => mentionsToken(policy.body.spec));
}

/** Whether a policy has a say about tokens at all; what exactly it says is its author's business. */
function mentionsToken(spec: AuthorizationPolicySpec | undefined): boolean {
  if (spec?.action === 'CUSTOM') return true;
  return (spec?.rules ?? []).some(
    ({ from, when }) =>
      when?.some(({ key }) => key?.startsWith('request.auth.')) ||
      from?.some(({ source }) => source?.requestPrincipals?.length || source?.notRequestPrincipals?.length),
  );
}

/** Two selectors meet unless they want different values of one label. */
function mayMeet(a: Readonly<Record<string, string>> = {}, b: Readonly<Record<string, string>> = {}): boolean {
  return Object.entries(a).every(([key, value]) => b[key] === undefined || b[key] === value);
}
