import type { LoadBalancer } from './traffic-policy.js';
import type { MeshProxy, MeshService } from './types.js';

/** How a cluster finds its endpoints, in Envoy's service discovery types. */
export type Discovery = 'eds' | 'strict-dns' | 'logical-dns' | 'original-dst' | 'dynamic-forward-proxy';

const CONNECT_STRATEGY = 'istio.io/connect-strategy';

/**
 * Decides how the clusters of a service find endpoints before any load balancing setting is looked at. Gateways cannot
 * send to an original destination, for the one they see is their own.
 * https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution
 */
export function resolveDiscovery(service: MeshService, proxyType: MeshProxy['type']): Discovery {
  switch (service.resolution) {
    case 'dns':
      return racesConnections(service) ? 'logical-dns' : 'strict-dns';
    case 'dns-round-robin':
      return 'logical-dns';
    case 'dynamic-dns':
      return 'dynamic-forward-proxy';
    case 'passthrough':
      return proxyType === 'router' ? 'eds' : 'original-dst';
    default:
      return 'eds';
  }
}

/** Whether a DNS service asks to connect to all addresses and keep the first that answers. */
export function racesConnections(service: MeshService): boolean {
  return (
    service.resolution === 'dns' && service.resource.metadata.annotations[CONNECT_STRATEGY] === 'RACE_FIRST_TCP_CONNECT'
  );
}

/** Whether the traffic goes to the address the client asked for, which a service or a load balancing setting may say. */
export function isPassthrough(service: MeshService, loadBalancer: LoadBalancer | undefined): boolean {
  return service.resolution === 'passthrough' || loadBalancer?.simple === 'PASSTHROUGH';
}
