import type { VirtualServiceResource } from '../../../mesh/types.js';
import { virtualServices } from '../../facts/http-rules.js';
import { gatewayNames } from '../../facts/mesh-destinations.js';
import type { Analyzer, Report } from '../../types.js';

/** Matches that name gateways to which their VirtualService isn't bound. */
export const matchGateway: Analyzer = {
  name: 'meshwright.MatchGateway',
  description: 'Matches for gateways that the VirtualService does not name',
  inputs: ['VirtualService'],
  analyze(context, report) {
    for (const resource of context.fact(virtualServices).matchingGateways) {
      const { hosts, http, tcp, tls } = resource.body.spec ?? {};
      // A delegate has the gateways of those that delegate to it.
      if (!hosts?.length) continue;
      if (http) checkRules(resource, 'http', http, report);
      if (tcp) checkRules(resource, 'tcp', tcp, report);
      if (tls) checkRules(resource, 'tls', tls, report);
    }
  },
};

interface MatchingRule {
  readonly match?: readonly { readonly gateways?: readonly string[] }[];
}

function checkRules(
  resource: VirtualServiceResource,
  kind: string,
  rules: readonly MatchingRule[],
  report: Report,
): void {
  const { namespace } = resource.metadata;
  for (let i = 0; i < rules.length; i++) {
    const matches = rules[i]?.match ?? [];
    for (let j = 0; j < matches.length; j++) {
      const named = matches[j]?.gateways;
      if (!named?.length) continue;
      const bound = gatewayNames(resource.body.spec?.gateways, namespace);
      if (gatewayNames(named, namespace).some((name) => bound.includes(name))) continue;
      const match = `${kind}[${i}].match[${j}]`;
      const args = { match, gateways: named.join(', '), bound: [...new Set(bound)].join(', ') };
      report('MW0012', resource, ['spec', kind, i, 'match', j, 'gateways'], args);
    }
  }
}
