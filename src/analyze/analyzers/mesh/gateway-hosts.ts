import { type HostSet, hostSet, intersectHosts, parseServerHosts } from '../../../mesh/gateway-hosts.js';
import { resolveHost } from '../../../mesh/hosts.js';
import { classOf, parseProtocol } from '../../../mesh/protocols.js';
import type { VirtualServiceResource } from '../../../mesh/types.js';
import { MESH_GATEWAY } from '../../../mesh/virtual-services.js';
import type { GatewaySpec } from '../../../model/kinds/gateway.js';
import { virtualServices } from '../../facts/http-rules.js';
import { gatewayNames } from '../../facts/mesh-destinations.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

/**
 * Hosts of Gateways that no VirtualService routes. Judged where the input has VirtualServices of the Gateway or of its
 * namespace, or is a whole cluster.
 */
export const gatewayHosts: Analyzer = {
  name: 'meshwright.GatewayHosts',
  description: 'Hosts of Gateways that no VirtualService routes',
  inputs: ['Gateway'],
  analyze(context, report) {
    const bound = context.fact(boundVirtualServices);
    const namespaces = new Set(context.store.list('VirtualService').map((v) => v.metadata.namespace));
    for (const resource of context.store.list('Gateway')) {
      const { namespace, name } = resource.metadata;
      const own = bound.get(`${namespace}/${name}`) ?? [];
      if (own.length === 0 && !context.complete && !namespaces.has(namespace)) continue;
      for (const [i, server] of (resource.body.spec?.servers ?? []).entries()) {
        if (!needsRoutes(server)) continue;
        for (const [j, written] of (server.hosts ?? []).entries()) {
          if (isRouted(written, namespace, own)) continue;
          report('MW0050', resource, ['spec', 'servers', i, 'hosts', j], {
            host: written,
            port: server.port?.number ?? 0,
            answer: answerOf(server),
          });
        }
      }
    }
  },
};

function answerOf({ port, tls }: NonNullable<GatewaySpec['servers']>[number]): string {
  const http =
    classOf(parseProtocol(port?.protocol ?? '')) === 'http' ||
    (port?.protocol === 'HTTPS' && tls?.mode !== 'PASSTHROUGH');
  return http ? 'requests for it get 404' : 'connections for it are closed';
}

/** Servers that pass TLS on by SNI, or only send to HTTPS, go without. */
function needsRoutes({ tls }: NonNullable<GatewaySpec['servers']>[number]): boolean {
  return tls?.mode !== 'AUTO_PASSTHROUGH' && tls?.httpsRedirect !== true;
}

function isRouted(written: string, namespace: string, own: readonly VirtualServiceResource[]): boolean {
  const sets = new Map<string, HostSet>();
  const hosts = parseServerHosts([written], namespace);
  return own.some(({ metadata, body }) => {
    const open = sets.get(metadata.namespace) ?? hostSet(hosts, metadata.namespace);
    sets.set(metadata.namespace, open);
    const theirs = (body.spec?.hosts ?? []).map((host) => resolveHost(host, metadata.namespace));
    return intersectHosts(open, theirs).length > 0;
  });
}

/** VirtualServices by the `namespace/name` of Gateways that they name. */
export function boundVirtualServices(context: AnalysisContext): ReadonlyMap<string, readonly VirtualServiceResource[]> {
  const bound = new Map<string, VirtualServiceResource[]>();
  for (const resource of context.fact(virtualServices).onGateways) {
    for (const gateway of new Set(gatewayNames(resource.body.spec?.gateways, resource.metadata.namespace))) {
      if (gateway === MESH_GATEWAY) continue;
      const list = bound.get(gateway);
      if (list) list.push(resource);
      else bound.set(gateway, [resource]);
    }
  }
  return bound;
}
