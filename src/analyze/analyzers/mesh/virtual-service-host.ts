import { MESH_GATEWAY } from '../../../mesh/gateway-names.js';
import { isWildcard, resolveHost } from '../../../mesh/hosts.js';
import { gatewayNames } from '../../facts/mesh-destinations.js';
import { knowsHost, localName, nearHosts, services } from '../../facts/mesh-services.js';
import type { Analyzer } from '../../types.js';

/** VirtualServices for sidecars whose host is a name of the cluster that no service has. */
export const virtualServiceHost: Analyzer = {
  name: 'meshwright.VirtualServiceHost',
  description: 'Hosts of VirtualServices for sidecars that no service has',
  inputs: ['VirtualService'],
  analyze(context, report) {
    const registry = context.fact(services);
    for (const resource of context.store.list('VirtualService')) {
      const { namespace } = resource.metadata;
      const { hosts = [], gateways } = resource.body.spec ?? {};
      if (!gatewayNames(gateways, namespace).includes(MESH_GATEWAY)) continue;
      for (const [i, written] of hosts.entries()) {
        const host = resolveHost(written, namespace);
        if (isWildcard(host) || !localName(host) || registry.find(host).length > 0 || !knowsHost(context, host))
          continue;
        report('MW0025', resource, ['spec', 'hosts', i], { host, near: context.fact(nearHosts)(host) });
      }
    }
  },
};
