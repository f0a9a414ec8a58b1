import type { Extension, Listener } from '../../xds/types.js';
import { forwardTo } from '../filters/tcp-proxy.js';
import type { Translation } from '../translation.js';

const BLACK_HOLE = forwardTo('BlackHoleCluster');
const PASSTHROUGH = forwardTo('PassthroughCluster');

/** Where traffic goes that no service takes: on its way, or nowhere when only known services may be called. */
export function unknownTraffic(t: Translation): Extension {
  return t.scope.outboundPolicy === 'registry-only' ? BLACK_HOLE : PASSTHROUGH;
}

/**
 * The listener that all outgoing connections are redirected to. It hands them to the listener of their original
 * destination, keeps what has none, and drops what was meant for itself.
 */
export function virtualOutbound(t: Translation): Listener {
  const port = t.mesh.config.proxyListenPort;
  return {
    name: 'virtualOutbound',
    address: { socketAddress: { address: wildcardAddress(t), portValue: port } },
    trafficDirection: 'OUTBOUND',
    useOriginalDst: true,
    ...(isTransparent(t) && { transparent: true }),
    maxConnectionsToAcceptPerSocketEvent: 1,
    filterChains: [
      { name: 'virtualOutbound-blackhole', filterChainMatch: { destinationPort: port }, filters: [BLACK_HOLE] },
      { name: 'virtualOutbound-catchall-tcp', filters: [unknownTraffic(t)] },
    ],
  };
}

/** All addresses of the family that the proxy has; IPv4 if both. */
export function wildcardAddress(t: Translation): string {
  return t.proxy.ipv4 ? '0.0.0.0' : '::';
}

/** Connections come by TPROXY: addresses stay what they were. */
export function isTransparent(t: Translation): boolean {
  const annotated = t.proxy.annotations['sidecar.istio.io/interceptionMode'];
  return (annotated ?? t.proxy.settings.interceptionMode) === 'TPROXY';
}
