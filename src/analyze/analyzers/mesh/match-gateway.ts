import { gatewayNames } from '../../facts/mesh-destinations.js';
import type { Analyzer } from '../../types.js';

/** Matches that name gateways to which their VirtualService isn't bound. */
export const matchGateway: Analyzer = {
  name: 'meshwright.MatchGateway',
  description: 'Matches for gateways that the VirtualService does not name',
  inputs: ['VirtualService'],
  analyze(context, report) {
    for (const resource of context.store.list('VirtualService')) {
      const { namespace } = resource.metadata;
      const spec = resource.body.spec ?? {};
      // A delegate has the gateways of those that delegate to it.
      if (!spec.hosts?.length) continue;
      const bound = new Set(gatewayNames(spec.gateways, namespace));
      const lists = [
        ['http', spec.http],
        ['tcp', spec.tcp],
        ['tls', spec.tls],
      ] as const;
      for (const [kind, rules] of lists) {
        for (const [i, rule] of (rules ?? []).entries()) {
          for (const [j, match] of (rule.match ?? []).entries()) {
            if (!match.gateways?.length) continue;
            if (gatewayNames(match.gateways, namespace).some((name) => bound.has(name))) continue;
            const args = {
              match: `${kind}[${i}].match[${j}]`,
              gateways: match.gateways.join(', '),
              bound: [...bound].join(', '),
            };
            report('MW0012', resource, ['spec', kind, i, 'match', j, 'gateways'], args);
          }
        }
      }
    }
  },
};
