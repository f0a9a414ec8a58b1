import { decideInboundPorts, type InboundPort } from '../../mesh/inbound-ports.js';
import { fillStatName } from '../../mesh/stat-names.js';
import type { Protocol, ServiceTarget } from '../../mesh/types.js';
import { present } from '../../xds/json.js';
import type {
  Extension,
  FilterChain,
  FilterChainMatch,
  Listener,
  ListenerFilter,
  TransportSocket,
} from '../../xds/types.js';
import { mutualTls } from '../filters/downstream-tls.js';
import { httpConnectionManager } from '../filters/http-connection-manager.js';
import type { ListenerContext } from '../filters/listener-context.js';
import {
  except,
  HTTP_INSPECTOR,
  ORIGINAL_DST,
  ORIGINAL_SRC,
  onPorts,
  TLS_INSPECTOR,
} from '../filters/listener-filters.js';
import { CONNECTION_PEER_METADATA } from '../filters/peer-metadata.js';
import { codecFilters, forwardTo, tcpProxy } from '../filters/tcp-proxy.js';
import { inboundClusterName } from '../names.js';
import { cached, madeBy, type Translation } from '../translation.js';
import { chainKinds, type InboundChainKind, needsHttpDetection } from './inbound-chains.js';
import { INBOUND_PASSTHROUGH, inboundRoutes } from './inbound-routes.js';

const BLACK_HOLE = [CONNECTION_PEER_METADATA, forwardTo('BlackHoleCluster')];

/**
 * The listener that all incoming connections are redirected to, with filter chains for every port of the workload.
 * https://istio.io/latest/docs/ops/deployment/application-requirements/
 */
export function virtualInbound(t: Translation, context: ListenerContext): Listener {
  const { config } = t.mesh;
  const port = config.proxyInboundListenPort;
  const ports = decideInboundPorts(t.mesh, t.proxy);
  return {
    name: 'virtualInbound',
    address: { socketAddress: { address: context.wildcard, portValue: port } },
    trafficDirection: 'INBOUND',
    ...(context.transparent && { transparent: true }),
    listenerFilters: listenerFilters(ports, port, context.transparent),
    listenerFiltersTimeout: context.detectionTimeout,
    continueOnListenerFiltersTimeout: true,
    maxConnectionsToAcceptPerSocketEvent: 1,
    filterChains: [
      { name: 'virtualInbound-blackhole', filterChainMatch: { destinationPort: port }, filters: BLACK_HOLE },
      ...ports.flatMap((inbound) => chainKinds(inbound).map((kind) => filterChain(t, context, inbound, kind))),
    ],
  };
}

/** Inspectors leave alone the ports whose chains don't ask what they find; without any that do they stay away. */
function listenerFilters(
  ports: readonly InboundPort[],
  ownPort: number,
  transparent: boolean,
): readonly ListenerFilter[] {
  const all = ports.map((inbound) => ({ port: inbound.port ?? 0, kinds: chainKinds(inbound) }));
  const split = (needs: (kind: InboundChainKind) => boolean) => ({
    wanted: all.filter((p) => p.kinds.some(needs)).map((p) => p.port),
    unwanted: [...all.filter((p) => !p.kinds.some(needs)).map((p) => p.port), ownPort],
  });
  const tls = split((kind) => kind.transport === 'tls');
  const http = split(needsHttpDetection);
  const tlsDisabled = tls.wanted.includes(0) ? onPorts(tls.unwanted) : not(onPorts(tls.wanted));
  return [
    ORIGINAL_DST,
    ...(transparent ? [ORIGINAL_SRC] : []),
    ...(tls.wanted.length > 0 ? [except(TLS_INSPECTOR, tlsDisabled)] : []),
    ...(http.wanted.length > 0 ? [except(HTTP_INSPECTOR, onPorts(http.unwanted))] : []),
  ];
}

function not(predicate: ReturnType<typeof onPorts>): ReturnType<typeof onPorts> {
  return predicate && { notMatch: predicate };
}

function filterChain(
  t: Translation,
  context: ListenerContext,
  inbound: InboundPort,
  kind: InboundChainKind,
): FilterChain {
  const chain = present<FilterChain>({
    name: chainName(context, inbound, kind),
    filterChainMatch: present<FilterChainMatch>({
      destinationPort: inbound.port,
      transportProtocol: kind.transport,
      applicationProtocols: kind.alpn,
    }),
    filters: [CONNECTION_PEER_METADATA, ...(kind.http ? [http(context, inbound)] : tcp(t, inbound))],
    transportSocket: kind.terminates ? transportSocket(t, kind.http ? 'http' : 'tcp') : undefined,
  });
  return inbound.target
    ? madeBy(t.shared, chain, { resource: inbound.target.service.resource, path: ['spec'] })
    : chain;
}

function chainName(context: ListenerContext, inbound: InboundPort, kind: InboundChainKind): string {
  if (inbound.target) return `${context.wildcard}_${inbound.target.targetPort}`;
  return kind.http ? 'virtualInbound-catchall-http' : 'virtualInbound';
}

function transportSocket(t: Translation, kind: 'http' | 'tcp'): TransportSocket {
  return cached(t.shared, 'inbound-mutual-tls', kind, () => mutualTls(kind, t.mesh.config));
}

function http(context: ListenerContext, { target }: InboundPort): Extension {
  const protocol: Protocol = target?.port.protocol ?? 'auto';
  return httpConnectionManager(context, {
    side: 'inbound',
    protocol,
    statPrefix: target ? `inbound_${context.wildcard}_${target.targetPort};` : `${INBOUND_PASSTHROUGH};`,
    routes: inboundRoutes(target),
  });
}

function tcp(t: Translation, { target }: InboundPort): readonly Extension[] {
  const cluster = target ? inboundClusterName(target.targetPort) : INBOUND_PASSTHROUGH;
  const statPrefix = statName(t, target) ?? cluster;
  return [...codecFilters(target?.port.protocol ?? 'auto', statPrefix), tcpProxy({ statPrefix, cluster })];
}

/** The name in statistics when MeshConfig has a pattern for it; ports of no service count as a port of their own. */
function statName(t: Translation, target: ServiceTarget | undefined): string | undefined {
  const pattern = t.mesh.config.inboundClusterStatName;
  if (!pattern) return undefined;
  if (!target) return fillStatName(pattern, { hostname: '', port: { number: 0, name: 'virtualInbound' } });
  const { service, port, targetPort } = target;
  return fillStatName(pattern, { hostname: service.hostname, service, port, targetPort });
}
