import type { Extension, Listener } from '../../xds/types.js';
import type { ListenerContext } from '../filters/listener-context.js';
import { forwardTo } from '../filters/tcp-proxy.js';
import type { Translation } from '../translation.js';

const BLACK_HOLE = forwardTo('BlackHoleCluster');
const PASSTHROUGH = forwardTo('PassthroughCluster');

/**
 * Where traffic goes that no service takes: on its way, to an egress proxy, or nowhere when only known services may be called.
 */
export function unknownTraffic(t: Translation): Extension {
  const { egressProxy: proxy, outboundPolicy } = t.scope;
  if (outboundPolicy === 'registry-only') return BLACK_HOLE;
  return proxy ? forwardTo(`outbound|${proxy.port}|${proxy.subset}|${proxy.hostname}`) : PASSTHROUGH;
}

/**
 * The listener that all outgoing connections are redirected to. It hands them to the listener of their original
 * destination, keeps what has none, and drops what was meant for itself.
 */
export function virtualOutbound(t: Translation, context: ListenerContext): Listener {
  const port = t.mesh.config.proxyListenPort;
  return {
    name: 'virtualOutbound',
    address: { socketAddress: { address: context.wildcard, portValue: port } },
    trafficDirection: 'OUTBOUND',
    useOriginalDst: true,
    ...(context.transparent && { transparent: true }),
    maxConnectionsToAcceptPerSocketEvent: 1,
    filterChains: [
      { name: 'virtualOutbound-blackhole', filterChainMatch: { destinationPort: port }, filters: [BLACK_HOLE] },
      { name: 'virtualOutbound-catchall-tcp', filters: [unknownTraffic(t)] },
    ],
  };
}
