import type { VirtualServiceResource } from '../../../mesh/types.js';
import type { Path } from '../../../model/resource.js';
import { virtualServices } from '../../facts/http-rules.js';
import type { Analyzer, Report } from '../../types.js';

/** Weights of one route that don't sum to 100, and a weight on a single destination. */
export const routeWeights: Analyzer = {
  name: 'meshwright.RouteWeights',
  description: 'Weights of a route that are written as percentages and are none',
  inputs: ['VirtualService'],
  analyze(context, report) {
    for (const resource of context.fact(virtualServices).oddlyWeighted) {
      const { http, tcp, tls } = resource.body.spec ?? {};
      if (http) checkRules(resource, 'http', http, report);
      if (tcp) checkRules(resource, 'tcp', tcp, report);
      if (tls) checkRules(resource, 'tls', tls, report);
    }
  },
};

interface WeightedRule {
  readonly route?: readonly { readonly weight?: number }[];
}

function checkRules(
  resource: VirtualServiceResource,
  kind: string,
  rules: readonly WeightedRule[],
  report: Report,
): void {
  for (let i = 0; i < rules.length; i++) {
    const route = rules[i]?.route;
    if (!route) continue;
    let total = 0;
    for (const { weight } of route) total += weight ?? 0;
    if (total === 0 || total === 100) continue;
    const path: Path = ['spec', kind, i, 'route'];
    if (route.length === 1) report('MW0002', resource, [...path, 0, 'weight'], { weight: total });
    else {
      const shares = route.map(({ weight = 0 }) => `${Math.round((weight / total) * 1000) / 10}%`).join(', ');
      report('MW0001', resource, path, { rule: `${kind}[${i}]`, total, shares });
    }
  }
}
