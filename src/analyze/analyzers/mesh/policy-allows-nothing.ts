import type { Analyzer } from '../../types.js';

/** Policies that say ALLOW and have no rule: they allow nothing. An empty spec is the usual way to say that, and is left alone. */
export const policyAllowsNothing: Analyzer = {
  name: 'meshwright.PolicyAllowsNothing',
  description: 'ALLOW policies without rules, which deny everything',
  inputs: ['AuthorizationPolicy'],
  analyze(context, report) {
    for (const resource of context.store.list('AuthorizationPolicy')) {
      const { action, rules } = resource.body.spec ?? {};
      if (action === 'ALLOW' && !rules?.length) report('MW0063', resource, ['spec', 'action']);
    }
  },
};
