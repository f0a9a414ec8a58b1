import type { Analyzer } from '../../types.js';

const VARIABLE = 'BLOCKED_CIDRS_IN_JWKS_URIS';
const SHOWN = 5;

/** istiod that fetches token keys from wherever a RequestAuthentication says. https://istio.io/latest/docs/reference/commands/pilot-discovery/ */
export const blockedCidrsAnalyzer: Analyzer = {
  name: 'authn.BlockedCIDRsAnalyzer',
  description: 'Checks that istiod fetches token keys from permitted networks only, where RequestAuthentications exist',
  inputs: ['RequestAuthentication'],
  analyze(context, report) {
    const policies = context.store.list('RequestAuthentication');
    const names = policies.slice(0, SHOWN).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    if (policies.length > SHOWN) names.push(`and ${policies.length - SHOWN} more`);
    for (const deployment of context.store.list('Deployment')) {
      if (deployment.metadata.labels['app'] !== 'istiod') continue;
      const containers = deployment.body.spec?.template?.spec?.containers ?? [];
      if (containers.some(({ env }) => env?.some(({ name, value }) => name === VARIABLE && value))) continue;
      const path = ['spec', 'template', 'spec', 'containers'];
      report('IST0175', deployment, path, { count: policies.length, names: names.join(', ') });
    }
  },
};
