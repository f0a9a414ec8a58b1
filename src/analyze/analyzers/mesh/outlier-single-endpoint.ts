import { resolveHost } from '../../../mesh/hosts.js';
import { services, workloadsBehind } from '../../facts/mesh-services.js';
import type { Analyzer } from '../../types.js';

/** Outlier detection for a service that has a single endpoint, so that an ejection leaves none. */
export const outlierSingleEndpoint: Analyzer = {
  name: 'meshwright.OutlierSingleEndpoint',
  description: 'Outlier detection where there is only one endpoint to eject',
  inputs: ['DestinationRule'],
  analyze(context, report) {
    const registry = context.fact(services);
    for (const resource of context.store.list('DestinationRule')) {
      const { host = '', trafficPolicy } = resource.body.spec ?? {};
      if (!trafficPolicy?.outlierDetection) continue;
      const resolved = resolveHost(host, resource.metadata.namespace);
      const [service, second] = registry.named(resolved);
      if (!service?.selector || second) continue;
      const behind = context.fact(workloadsBehind)(service);
      const [only, other] = behind;
      if (only?.replicas === 1 && !other)
        report('MW0036', resource, ['spec', 'trafficPolicy', 'outlierDetection'], { host: resolved });
    }
  },
};
