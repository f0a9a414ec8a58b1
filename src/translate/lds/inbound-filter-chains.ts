import type { InboundPort, ServedPort } from '../../mesh/inbound-ports.js';
import { fillStatName } from '../../mesh/stat-names.js';
import { present } from '../../xds/json.js';
import type { Extension, FilterChain, FilterChainMatch, TransportSocket } from '../../xds/types.js';
import { mutualTls } from '../filters/downstream-tls.js';
import { httpConnectionManager } from '../filters/http-connection-manager.js';
import type { ListenerContext } from '../filters/listener-context.js';
import { CONNECTION_PEER_METADATA } from '../filters/peer-metadata.js';
import { networkSecurity } from '../filters/security.js';
import { codecFilters, tcpProxy } from '../filters/tcp-proxy.js';
import { configMetadata, inboundClusterName } from '../names.js';
import { cached, madeBy, type Translation } from '../translation.js';
import { chainKinds, type InboundChainKind } from './inbound-chains.js';
import { INBOUND_PASSTHROUGH, inboundRoutes } from './inbound-routes.js';

/** Filter chains of a port of the workload, one a way in which connections may come. */
export function inboundFilterChains(
  t: Translation,
  context: ListenerContext,
  inbound: InboundPort,
): readonly FilterChain[] {
  const { port, served } = inbound;
  return chainKinds(inbound).map((kind) => {
    const chain = present<FilterChain>({
      name: chainName(context, inbound, kind),
      filterChainMatch: present<FilterChainMatch>({
        destinationPort: port,
        transportProtocol: kind.transport,
        applicationProtocols: kind.alpn,
      }),
      filters: [CONNECTION_PEER_METADATA, ...(kind.http ? [http(context, inbound)] : tcp(t, context, inbound))],
      transportSocket: kind.terminates ? transportSocket(t, kind.http ? 'http' : 'tcp') : undefined,
      metadata: served?.sidecar && configMetadata(served.sidecar, t.scope.namespace),
    });
    return served ? madeBy(t.shared, chain, served) : chain;
  });
}

function chainName(context: ListenerContext, inbound: InboundPort, kind: InboundChainKind): string {
  if (inbound.served) return placeName(context, inbound);
  return kind.http ? 'virtualInbound-catchall-http' : 'virtualInbound';
}

/** `address_port` of a served port. */
export function placeName(context: ListenerContext, { port, served }: InboundPort): string {
  return `${served?.bind ?? context.wildcard}_${port ?? 0}`;
}

function transportSocket(t: Translation, kind: 'http' | 'tcp'): TransportSocket {
  return cached(t.shared, 'inbound-mutual-tls', kind, () => mutualTls(kind, t.mesh.config));
}

function http(context: ListenerContext, inbound: InboundPort): Extension {
  const cluster = clusterOf(inbound);
  return httpConnectionManager(context, {
    side: 'inbound',
    protocol: inbound.served?.service.protocol ?? 'auto',
    statPrefix: inbound.served ? `inbound_${placeName(context, inbound)};` : `${cluster};`,
    routes: inboundRoutes(cluster, inbound.served),
    security: context.security.http,
  });
}

function tcp(t: Translation, context: ListenerContext, inbound: InboundPort): readonly Extension[] {
  const cluster = clusterOf(inbound);
  const statPrefix = statName(t, inbound.served, inbound.port) ?? cluster;
  return [
    ...networkSecurity(context),
    ...codecFilters(inbound.served?.service.protocol ?? 'auto', statPrefix),
    tcpProxy({ statPrefix, cluster }),
  ];
}

function clusterOf({ port, served }: InboundPort): string {
  return served && port !== undefined ? inboundClusterName(port) : INBOUND_PASSTHROUGH;
}

/** The name in statistics when MeshConfig has a pattern for it; ports that nothing serves have one name together. */
function statName(t: Translation, served: ServedPort | undefined, targetPort = 0): string | undefined {
  const pattern = t.mesh.config.inboundClusterStatName;
  if (!pattern) return undefined;
  if (!served) return fillStatName(pattern, { hostname: '', port: { number: 0, name: 'virtualInbound' } });
  const { hostname, name, service: port } = served;
  return fillStatName(pattern, { hostname, service: { name }, port, targetPort });
}
