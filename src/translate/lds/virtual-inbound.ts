import { decideInboundPorts, type InboundPort } from '../../mesh/inbound-ports.js';
import type { Listener, ListenerFilter } from '../../xds/types.js';
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
import { forwardTo } from '../filters/tcp-proxy.js';
import { madeBy, type Translation } from '../translation.js';
import { chainKinds, type InboundChainKind, needsHttpDetection } from './inbound-chains.js';
import { inboundFilterChains, placeName } from './inbound-filter-chains.js';

const BLACK_HOLE = [CONNECTION_PEER_METADATA, forwardTo('BlackHoleCluster')];

/** Listeners for the connections that a workload takes: the one they are redirected to, and those a Sidecar opens. */
export function inboundListeners(t: Translation, context: ListenerContext): readonly Listener[] {
  const ports = decideInboundPorts(t.mesh, t.proxy, t.scope);
  const opened = ports.filter((inbound) => inbound.served?.opens);
  const redirected = ports.filter((inbound) => !inbound.served?.opens);
  const captured = context.redirects ? [virtualInbound(t, context, redirected)] : [];
  return [...captured, ...opened.map((inbound) => openedListener(t, context, inbound))];
}

/** https://istio.io/latest/docs/ops/deployment/application-requirements/ */
function virtualInbound(t: Translation, context: ListenerContext, ports: readonly InboundPort[]): Listener {
  const port = t.mesh.config.proxyInboundListenPort;
  return {
    name: 'virtualInbound',
    address: { socketAddress: { address: context.wildcard, portValue: port } },
    trafficDirection: 'INBOUND',
    ...(context.transparent && { transparent: true }),
    listenerFilters: [
      ORIGINAL_DST,
      ...(context.transparent ? [ORIGINAL_SRC] : []),
      ...inspectors(ports.map(wishes), [port]),
    ],
    listenerFiltersTimeout: context.detectionTimeout,
    continueOnListenerFiltersTimeout: true,
    maxConnectionsToAcceptPerSocketEvent: 1,
    filterChains: [
      { name: 'virtualInbound-blackhole', filterChainMatch: { destinationPort: port }, filters: BLACK_HOLE },
      ...ports.flatMap((inbound) => inboundFilterChains(t, context, inbound)),
    ],
  };
}

/** A listener of its own, for a Sidecar that does not have connections redirected. */
function openedListener(t: Translation, context: ListenerContext, inbound: InboundPort): Listener {
  const filters = inspectors([wishes(inbound)], []);
  const listener: Listener = {
    name: placeName(context, inbound),
    address: { socketAddress: { address: inbound.served?.bind ?? context.wildcard, portValue: inbound.port ?? 0 } },
    trafficDirection: 'INBOUND',
    ...(filters.length > 0 && { listenerFilters: filters }),
    listenerFiltersTimeout: context.detectionTimeout,
    continueOnListenerFiltersTimeout: true,
    maxConnectionsToAcceptPerSocketEvent: 1,
    filterChains: inboundFilterChains(t, context, inbound),
  };
  return inbound.served ? madeBy(t.shared, listener, inbound.served) : listener;
}

interface Wishes {
  readonly port: number;
  readonly kinds: readonly InboundChainKind[];
}

function wishes(inbound: InboundPort): Wishes {
  return { port: inbound.port ?? 0, kinds: chainKinds(inbound) };
}

/** Inspectors leave alone the ports whose chains don't ask what they find; without any that do they stay away. */
function inspectors(ports: readonly Wishes[], never: readonly number[]): readonly ListenerFilter[] {
  const split = (needs: (kind: InboundChainKind) => boolean) => ({
    wanted: ports.filter((p) => p.kinds.some(needs)).map((p) => p.port),
    unwanted: [...ports.filter((p) => !p.kinds.some(needs)).map((p) => p.port), ...never],
  });
  const tls = split((kind) => kind.transport === 'tls');
  const http = split(needsHttpDetection);
  const tlsDisabled = tls.wanted.includes(0) ? onPorts(tls.unwanted) : not(onPorts(tls.wanted));
  return [
    ...(tls.wanted.length > 0 ? [except(TLS_INSPECTOR, tlsDisabled)] : []),
    ...(http.wanted.length > 0 ? [except(HTTP_INSPECTOR, onPorts(http.unwanted))] : []),
  ];
}

function not(predicate: ReturnType<typeof onPorts>): ReturnType<typeof onPorts> {
  return predicate && { notMatch: predicate };
}
