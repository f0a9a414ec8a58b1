import { selects } from '../../../mesh/workloads.js';
import { services } from '../../facts/mesh-services.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

type Labels = Readonly<Record<string, string>>;

/** Ports of Gateways that the Service of their pods does not have; in a cluster IST0162 tells of them. */
export const gatewayPorts: Analyzer = {
  name: 'meshwright.GatewayPorts',
  description: 'Ports of Gateways that the Service before their pods does not have',
  inputs: ['Gateway'],
  analyze(context, report) {
    if (context.complete) return;
    for (const resource of context.store.list('Gateway')) {
      const selector = resource.body.spec?.selector ?? {};
      if (Object.keys(selector).length === 0) continue;
      const ports = portsBefore(context, selector);
      if (ports.size === 0) continue;
      for (const [i, { port }] of (resource.body.spec?.servers ?? []).entries()) {
        const number = port?.number;
        if (!number || ports.has(number)) continue;
        report('MW0053', resource, ['spec', 'servers', i, 'port', 'number'], {
          port: number,
          ports: [...ports].join(', '),
        });
      }
    }
  },
};

/** Ports and target ports of Services that ask for the labels by which the Gateway selects its pods. */
function portsBefore(context: AnalysisContext, selector: Labels): ReadonlySet<number | string> {
  const found = context.fact(services).all.filter((s) => s.selector && selects(selector, s.selector));
  return new Set(found.flatMap((s) => s.ports.flatMap((p) => [p.number, ...(p.targetPort ? [p.targetPort] : [])])));
}
