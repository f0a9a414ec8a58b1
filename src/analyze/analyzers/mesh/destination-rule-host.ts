import { isWildcard, resolveHost } from '../../../mesh/hosts.js';
import { knowsHost, localName, nearHosts, services } from '../../facts/mesh-services.js';
import type { Analyzer } from '../../types.js';

/** DestinationRules for names of the cluster that no service has; in a cluster IST0174 tells of them. */
export const destinationRuleHost: Analyzer = {
  name: 'meshwright.DestinationRuleHost',
  description: 'Hosts of DestinationRules that no service has',
  inputs: ['DestinationRule'],
  analyze(context, report) {
    if (context.complete) return;
    const registry = context.fact(services);
    for (const resource of context.store.list('DestinationRule')) {
      const host = resolveHost(resource.body.spec?.host ?? '', resource.metadata.namespace);
      if (isWildcard(host) || registry.hostnames.has(host) || !localName(host)) continue;
      if (registry.find(host).length > 0 || !knowsHost(context, host)) continue;
      report('MW0037', resource, ['spec', 'host'], { host, near: context.fact(nearHosts)(host) });
    }
  },
};
