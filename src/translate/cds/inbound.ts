import { decideInboundClusters, type InboundCluster, type InboundDestination } from '../../mesh/cluster-inbound.js';
import type { MeshConfig } from '../../mesh/mesh-config.js';
import { fillStatName } from '../../mesh/stat-names.js';
import type { MeshProxy } from '../../mesh/types.js';
import type { Draft } from '../../xds/json.js';
import type { Address, Cluster } from '../../xds/types.js';
import { madeBy, type Translation } from '../translation.js';
import { setConnections } from './connection-pool.js';
import { httpProtocolOptions } from './http-options.js';
import { clusterMetadata } from './metadata.js';
import { bindToSidecar, preservesCase } from './static.js';

/** Envoy keeps connections to the own workload as long as it likes. */
const NEVER = '9223372035s';

/**
 * Clusters towards the own workload.
 * https://istio.io/latest/docs/ops/configuration/traffic-management/traffic-routing/
 */
export function inboundClusters(t: Translation): readonly Cluster[] {
  return decideInboundClusters(t.mesh, t.proxy, t.scope).map((spec) => {
    const from = (spec.rule?.from ?? []).map((resource) => ({ resource, path: ['spec'] }));
    const sidecar = t.scope.sidecar ? [{ resource: t.scope.sidecar, path: ['spec'] }] : [];
    return madeBy(t.shared, inboundCluster(t, spec), ...from, ...sidecar);
  });
}

function inboundCluster({ mesh, proxy }: Translation, spec: InboundCluster): Cluster {
  const { number, pool, retryBudget, port, services, rule } = spec;
  const name = `inbound|${number}||`;
  const http = {
    config: mesh.config,
    protocol: port.protocol,
    pool,
    detects: true,
    upgrades: false,
    preservesCase: preservesCase(proxy),
  };
  const cluster: Draft<Cluster> = { name, altStatName: `${statName(mesh.config, spec) ?? name};` };
  Object.assign(cluster, destinationFields(proxy, name, spec.destination));
  setConnections(cluster, mesh.config, { connectionPool: pool, retryBudget });
  cluster.commonLbConfig = {};
  const options = httpProtocolOptions(http, undefined);
  if (options) cluster.typedExtensionProtocolOptions = options;
  const metadata = clusterMetadata({ rule, ...(services.length > 0 && { services }) });
  if (metadata) cluster.metadata = metadata;
  return cluster;
}

/** The name in statistics when MeshConfig has a pattern for it. */
function statName({ inboundClusterStatName: pattern }: MeshConfig, spec: InboundCluster): string | undefined {
  const { owner, port, number } = spec;
  return pattern
    ? fillStatName(pattern, { hostname: owner.hostname, service: owner, port, targetPort: number })
    : undefined;
}

function destinationFields(proxy: MeshProxy, name: string, destination: InboundDestination): Partial<Cluster> {
  const upstreamBindConfig = bindToSidecar(proxy, false);
  switch (destination.kind) {
    case 'original':
      return { type: 'ORIGINAL_DST', lbPolicy: 'CLUSTER_PROVIDED', cleanupInterval: NEVER, upstreamBindConfig };
    case 'socket':
      return { ...toAddress(name, { pipe: { path: destination.path } }), upstreamBindConfig };
    case 'address': {
      const { address, port: portValue, fromSidecar } = destination;
      const fields = toAddress(name, { socketAddress: { address, portValue } });
      return fromSidecar ? { ...fields, upstreamBindConfig } : fields;
    }
  }
}

function toAddress(clusterName: string, address: Address): Partial<Cluster> {
  return {
    type: 'STATIC',
    loadAssignment: { clusterName, endpoints: [{ lbEndpoints: [{ endpoint: { address } }] }] },
  };
}
