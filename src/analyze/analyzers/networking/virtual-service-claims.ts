import { MESH_GATEWAY } from '../../../mesh/virtual-services.js';
import { selects } from '../../../mesh/workloads.js';
import type { HttpRule } from '../../../model/kinds/virtual-service.js';
import type { Path } from '../../../model/resource.js';
import { gatewayName, namedGateways } from '../../facts/gateway-names.js';
import { type PodResource, podLabels } from '../../facts/pod-labels.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

/** `@request.auth.claims.a.b` or `@request.auth.claims[a][b]`. */
const CLAIM = /^@request\.auth\.claims(\..+|(\[[^[\]]+\])+)$/i;

/**
 * Routes by claims of a token at gateways where no RequestAuthentication checks tokens.
 * https://istio.io/latest/docs/tasks/security/authentication/jwt-route/
 */
export const claimRoutes: Analyzer = {
  name: 'virtualservice.JWTClaimRouteAnalyzer',
  description: 'Looks for routes by token claims at gateways that check no tokens',
  inputs: ['VirtualService', 'RequestAuthentication', 'Gateway', 'Pod'],
  analyze(context, report) {
    if (!context.complete) return;
    const gateways = context.fact(namedGateways);
    for (const resource of context.store.list('VirtualService')) {
      const { gateways: names = [], http = [] } = resource.body.spec ?? {};
      const claim = names.length > 0 ? findClaim(http) : undefined;
      if (!claim) continue;
      for (const name of names) {
        const gateway = gatewayName(name, resource.metadata.namespace);
        const selector = gateways.get(gateway)?.resource?.body.spec;
        if (name === MESH_GATEWAY || !selector) continue;
        for (const pod of context.fact(podLabels).select(selector.selector)) {
          if (isAuthenticated(context, pod)) continue;
          report('IST0149', resource, claim.path, { key: claim.key, gateway, pod: pod.metadata.name });
        }
      }
    }
  },
};

/** The first condition on a claim, in the order in which they are written. */
function findClaim(rules: readonly HttpRule[]): { readonly key: string; readonly path: Path } | undefined {
  for (const [i, rule] of rules.entries()) {
    for (const [j, match] of (rule.match ?? []).entries()) {
      for (const field of ['headers', 'withoutHeaders'] as const) {
        const key = Object.keys(match[field] ?? {}).find((name) => CLAIM.test(name));
        if (key !== undefined) return { key, path: ['spec', 'http', i, 'match', j, field, key] };
      }
    }
  }
  return undefined;
}

function isAuthenticated(context: AnalysisContext, { metadata }: PodResource): boolean {
  return context.store.list('RequestAuthentication').some((policy) => {
    const { namespace } = policy.metadata;
    if (namespace !== metadata.namespace && namespace !== context.istioNamespace) return false;
    return selects(policy.body.spec?.selector?.matchLabels, metadata.labels);
  });
}
