import type { TrafficPolicySpec } from '../model/kinds/destination-rule.js';
import { isPassthrough } from './cluster-discovery.js';
import type { OutboundCluster } from './cluster-outbound.js';
import type { ClientTls } from './traffic-policy.js';
import type { Mesh, MeshEndpoint } from './types.js';

/** How a client secures the connections of a cluster. */
export type ClusterTls =
  | { readonly mode: 'none' }
  /** Mutual TLS of the mesh with the endpoints that take it, nobody having asked for more or less. */
  | { readonly mode: 'auto' }
  /** Mutual TLS of the mesh, as a DestinationRule demands. */
  | { readonly mode: 'mutual'; readonly settings: ClientTls }
  /** TLS with certificates and roots of its own. */
  | { readonly mode: 'originate'; readonly settings: ClientTls };

const NONE: ClusterTls = { mode: 'none' };
const AUTO: ClusterTls = { mode: 'auto' };

/**
 * Decides the TLS of a cluster: what the DestinationRule says, else mutual TLS for services of the mesh whose namespace
 * doesn't disable it. Where the client picks no endpoint (headless services, passthrough), either all of them take mutual
 * TLS or none is spoken to with it.
 * https://istio.io/latest/docs/ops/configuration/traffic-management/tls-configuration/#auto-mtls
 */
export function decideTls(mesh: Mesh, cluster: OutboundCluster): ClusterTls {
  const settings = cluster.policy.tls;
  switch (settings?.mode ?? (settings ? 'DISABLE' : undefined)) {
    case 'DISABLE':
      return NONE;
    case 'ISTIO_MUTUAL':
      return { mode: 'mutual', settings: settings ?? {} };
    case undefined:
      return takesMutualTls(mesh, cluster) ? AUTO : NONE;
    default:
      return { mode: 'originate', settings: settings ?? {} };
  }
}

function takesMutualTls(mesh: Mesh, cluster: OutboundCluster): boolean {
  const { service, port } = cluster;
  if (!mesh.config.enableAutoMtls || service.meshExternal) return false;
  if (isPassthrough(cluster)) {
    const endpoints = mesh.endpoints(service, port);
    if (endpoints.length === 0 || endpoints.some((e) => e.tlsMode !== 'istio')) return false;
  }
  return mesh.peerAuthentications.mtlsMode(service.namespace, {}) !== 'disable';
}

/**
 * Whether clients of a cluster speak mutual TLS with one endpoint: it must have a proxy, and the client's rule must ask for
 * mutual TLS, or leave it open and the workload's own policy for the port not disable it. Of the rule only the level that
 * names the cluster is looked at: a subset inherits nothing here, unlike in the cluster itself.
 */
export function endpointTakesMutualTls(mesh: Mesh, endpoint: MeshEndpoint, cluster: OutboundCluster): boolean {
  if (endpoint.tlsMode !== 'istio') return false;
  const { rule, subset, port } = cluster;
  const asked = tlsAsked(subset ? subset.trafficPolicy : rule?.trafficPolicy, port.number);
  if (asked) return asked.mode === 'ISTIO_MUTUAL';
  return mesh.peerAuthentications.mtlsMode(endpoint.namespace, endpoint.labels, endpoint.port) !== 'disable';
}

function tlsAsked(policy: TrafficPolicySpec | undefined, port: number): ClientTls | undefined {
  return policy?.portLevelSettings?.find((p) => p.port?.number === port)?.tls ?? policy?.tls;
}
