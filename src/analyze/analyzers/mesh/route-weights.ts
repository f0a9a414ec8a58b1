import type { Path } from '../../../model/resource.js';
import type { Analyzer } from '../../types.js';

/** Weights of one route that don't sum to 100, and a weight on a single destination. */
export const routeWeights: Analyzer = {
  name: 'meshwright.RouteWeights',
  description: 'Weights of a route that are written as percentages and are none',
  inputs: ['VirtualService'],
  analyze(context, report) {
    for (const resource of context.store.list('VirtualService')) {
      const { http, tcp, tls } = resource.body.spec ?? {};
      const lists = [
        ['http', http],
        ['tcp', tcp],
        ['tls', tls],
      ] as const;
      for (const [kind, rules] of lists) {
        for (const [i, { route }] of (rules ?? []).entries()) {
          const weights = (route ?? []).map(({ weight }) => weight ?? 0);
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          const path: Path = ['spec', kind, i, 'route'];
          if (weights.length === 1 && total !== 0 && total !== 100) {
            report('MW0002', resource, [...path, 0, 'weight'], { weight: total });
          } else if (weights.length > 1 && total > 0 && total !== 100) {
            const shares = weights.map((weight) => `${Math.round((weight / total) * 1000) / 10}%`).join(', ');
            report('MW0001', resource, path, { rule: `${kind}[${i}]`, total, shares });
          }
        }
      }
    }
  },
};
