import { parseServerHosts } from '../../../mesh/gateway-hosts.js';
import { MESH_GATEWAY } from '../../../mesh/gateway-names.js';
import { hostsOverlap, isWildcard, resolveHost } from '../../../mesh/hosts.js';
import { classOf, parseProtocol } from '../../../mesh/protocols.js';
import type { VirtualServiceResource } from '../../../mesh/types.js';
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
      const routed = routedHosts(own);
      for (const [i, server] of (resource.body.spec?.servers ?? []).entries()) {
        if (!needsRoutes(server)) continue;
        for (const [j, written] of (server.hosts ?? []).entries()) {
          if (isRouted(written, namespace, routed)) continue;
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

/** Hosts of the VirtualServices of a Gateway, each with the namespaces that have it. */
interface RoutedHosts {
  readonly exact: ReadonlyMap<string, ReadonlySet<string>>;
  readonly wildcards: ReadonlyMap<string, ReadonlySet<string>>;
}

function routedHosts(own: readonly VirtualServiceResource[]): RoutedHosts {
  const exact = new Map<string, Set<string>>();
  const wildcards = new Map<string, Set<string>>();
  for (const { metadata, body } of own) {
    for (const written of body.spec?.hosts ?? []) {
      const host = resolveHost(written, metadata.namespace);
      const map = isWildcard(host) ? wildcards : exact;
      const known = map.get(host);
      if (known) known.add(metadata.namespace);
      else map.set(host, new Set([metadata.namespace]));
    }
  }
  return { exact, wildcards };
}

function isRouted(written: string, namespace: string, { exact, wildcards }: RoutedHosts): boolean {
  return parseServerHosts([written], namespace).some(({ host: open, namespace: only }) => {
    const host = open.toLowerCase();
    const fits = (names: ReadonlySet<string> | undefined) =>
      names !== undefined && (only === undefined || names.has(only));
    if (fits(exact.get(host))) return true;
    const meets = ([theirs, names]: readonly [string, ReadonlySet<string>]) =>
      fits(names) && hostsOverlap(host, theirs);
    return [...wildcards].some(meets) || (isWildcard(host) && [...exact].some(meets));
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
