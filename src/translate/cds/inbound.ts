import { effectivePolicy } from '../../mesh/traffic-policy.js';
import type { ServiceTarget } from '../../mesh/types.js';
import { present } from '../../xds/json.js';
import type { Cluster } from '../../xds/types.js';
import { madeBy, type Translation } from '../translation.js';
import { connectionFields } from './connection-pool.js';
import { httpProtocolOptions } from './http-options.js';
import { clusterMetadata } from './metadata.js';
import { bindToSidecar, preservesCase } from './static.js';

/** Envoy keeps connections to the own workload as long as it likes. */
const NEVER = '9223372035s';

/**
 * Clusters towards the own workload, one a port that services send to. The oldest service decides; its DestinationRule
 * counts for connection pools only.
 * https://istio.io/latest/docs/ops/configuration/traffic-management/traffic-routing/
 */
export function inboundClusters(t: Translation): readonly Cluster[] {
  const byPort = new Map<number, ServiceTarget[]>();
  for (const target of t.proxy.targets) {
    const targets = byPort.get(target.targetPort);
    if (targets) targets.push(target);
    else byPort.set(target.targetPort, [target]);
  }
  return [...byPort].flatMap(([port, targets]) => {
    const [first] = targets;
    return first ? [inboundCluster(t, port, first, targets)] : [];
  });
}

function inboundCluster(
  t: Translation,
  port: number,
  first: ServiceTarget,
  targets: readonly ServiceTarget[],
): Cluster {
  const { mesh, proxy } = t;
  const { hostname, namespace } = first.service;
  const rule = t.scope.service(hostname) && mesh.destinationRules.find(proxy, hostname, namespace, 'inbound');
  const policy = effectivePolicy(rule, first.port.number);
  const name = `inbound|${port}||`;
  const services = targets.filter((s) => s.port.number === first.port.number).map((s) => s.service);
  const http = {
    config: mesh.config,
    protocol: first.port.protocol,
    pool: policy.connectionPool,
    detects: true,
    upgrades: false,
    preservesCase: preservesCase(proxy),
  };
  const cluster = present<Cluster>({
    name,
    altStatName: `${name};`,
    type: 'ORIGINAL_DST',
    lbPolicy: 'CLUSTER_PROVIDED',
    cleanupInterval: NEVER,
    ...connectionFields(mesh.config, policy),
    commonLbConfig: {},
    upstreamBindConfig: bindToSidecar(proxy, false),
    typedExtensionProtocolOptions: httpProtocolOptions(http, undefined),
    metadata: clusterMetadata({ rule: rule?.trafficPolicy ? rule : undefined, services: [...new Set(services)] }),
  });
  return madeBy(t.shared, cluster, ...(rule?.from ?? []).map((resource) => ({ resource, path: ['spec'] })));
}
