import type { TypedResource } from '../../../model/store.js';
import type { Analyzer } from '../../types.js';

type Telemetry = TypedResource<'Telemetry'>;

/** Several defaults for one namespace. https://istio.io/latest/docs/reference/config/telemetry/ */
export const telemetryDefaultSelectorAnalyzer: Analyzer = {
  name: 'telemetry.DefaultSelectorAnalyzer',
  description: 'Checks that each namespace has at most one Telemetry without selector',
  inputs: ['Telemetry'],
  analyze(context, report) {
    const byNamespace = new Map<string, Telemetry[]>();
    for (const telemetry of context.store.list('Telemetry')) {
      if (telemetry.body.spec?.selector !== undefined) continue;
      const { namespace } = telemetry.metadata;
      const known = byNamespace.get(namespace);
      if (known) known.push(telemetry);
      else byNamespace.set(namespace, [telemetry]);
    }
    for (const [namespace, telemetries] of byNamespace) {
      if (telemetries.length < 2) continue;
      const names = telemetries.map(({ metadata }) => metadata.name).sort();
      for (const telemetry of telemetries) {
        report('IST0160', telemetry, ['metadata', 'name'], { telemetries: names.join(', '), namespace });
      }
    }
  },
};
