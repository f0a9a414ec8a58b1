import { clusterEndpoints } from './cluster-endpoints.js';
import type { OutboundCluster } from './cluster-outbound.js';
import { effectivePolicy, type LoadBalancer } from './traffic-policy.js';
import type { Mesh, MeshProxy, MeshService } from './types.js';

/** How a cluster finds its endpoints, in Envoy's service discovery types. */
export type Discovery = 'eds' | 'strict-dns' | 'logical-dns' | 'original-dst' | 'dynamic-forward-proxy';

export interface ClusterDiscovery {
  readonly kind: Discovery;
  /** The cluster is set up to resolve names, even where traffic is passed through in the end. */
  readonly resolves: boolean;
  /** Port of the original destination that is sent to instead of the client's. */
  readonly portOverride?: number;
}

const CONNECT_STRATEGY = 'istio.io/connect-strategy';

/**
 * Decides how a cluster finds endpoints: as the resolution of its service says, unless load balancing passes traffic
 * through. What the cluster of the port passes through, those of its subsets do, too, whatever they say themselves.
 * Undefined for names that nothing stands for: Envoy would refuse the cluster.
 * https://istio.io/latest/docs/reference/config/networking/service-entry/#ServiceEntry-Resolution
 */
export function decideDiscovery(
  mesh: Mesh,
  spec: OutboundCluster,
  proxyType: MeshProxy['type'],
): ClusterDiscovery | undefined {
  const { service, port, subset, policy } = spec;
  const resolved = resolveDiscovery(service, proxyType);
  if (resolved.endsWith('dns') && clusterEndpoints(mesh, service, port, subset?.labels).length === 0) return undefined;
  const begun = startsPassed(spec) ? 'original-dst' : resolved;
  const kind = passes(policy.loadBalancer) ? 'original-dst' : begun;
  const { targetPort } = port;
  const overrides = begun === 'original-dst' && service.registry === 'external' && service.resolution === 'passthrough';
  return {
    kind,
    resolves: begun.endsWith('dns'),
    ...(overrides && typeof targetPort === 'number' && { portOverride: targetPort }),
  };
}

/** Whether a subset's cluster passes traffic through before its policy for the port is looked at. */
function startsPassed({ subset, rule, port }: OutboundCluster): boolean {
  if (!subset) return false;
  return passes(subset.trafficPolicy?.loadBalancer) || passes(effectivePolicy(rule, port.number).loadBalancer);
}

function passes(loadBalancer: LoadBalancer | undefined): boolean {
  return loadBalancer?.simple === 'PASSTHROUGH';
}

/** Gateways cannot send to an original destination, for the one they see is their own. */
function resolveDiscovery(service: MeshService, proxyType: MeshProxy['type']): Discovery {
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

/**
 * Whether a cluster counts as sending to the address the client asked for when its mutual TLS is decided: so says the
 * service, or the top of what the rule says for the cluster, whatever holds for the port.
 */
export function isPassthrough({ service, rule, subset }: OutboundCluster): boolean {
  const policy = subset ? subset.trafficPolicy : rule?.trafficPolicy;
  return service.resolution === 'passthrough' || passes(policy?.loadBalancer);
}
