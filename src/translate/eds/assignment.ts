import { clusterEndpoints } from '../../mesh/cluster-endpoints.js';
import type { OutboundCluster } from '../../mesh/cluster-outbound.js';
import { endpointTakesMutualTls } from '../../mesh/cluster-tls.js';
import { groupByLocality, type LocalityGroup, localityPlan } from '../../mesh/locality.js';
import { balanceLocalities } from '../../mesh/locality-balance.js';
import type { MeshEndpoint } from '../../mesh/types.js';
import { present } from '../../xds/json.js';
import type { ClusterLoadAssignment, Locality, LocalityLbEndpoints } from '../../xds/types.js';
import { cached, type Translation } from '../translation.js';
import { lbEndpoint } from './endpoint.js';

/** Which endpoints go in. */
export interface AssignmentOptions {
  readonly takes?: (endpoint: MeshEndpoint) => boolean;
  /** Further left out are endpoints that this refuses; their locality stays, even without any. */
  readonly keeps?: (endpoint: MeshEndpoint) => boolean;
}

/**
 * The endpoints of a cluster by locality, weighed or in order of priority for the client.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/endpoint/v3/endpoint.proto
 */
export function loadAssignment(
  t: Translation,
  spec: OutboundCluster,
  options: AssignmentOptions,
): ClusterLoadAssignment {
  const { mesh, proxy } = t;
  const all = clusterEndpoints(mesh, spec.service, spec.port, spec.subset?.labels);
  const endpoints = options.takes ? all.filter(options.takes) : all;
  if (endpoints.length === 0) return { clusterName: spec.name };
  const plan = localityPlan(mesh.config, spec.service, spec.policy);
  const client = { locality: proxy.locality, labels: proxy.topologyLabels };
  const { keeps } = options;
  const located = groupByLocality(endpoints);
  const groups = balanceLocalities(keeps ? located.map((group) => reduce(group, keeps)) : located, plan, client);
  return {
    clusterName: spec.name,
    endpoints: groups.map((group) =>
      localityEndpoints(t, group, (e) => lbEndpoint(e, endpointTakesMutualTls(mesh, e, spec))),
    ),
  };
}

function reduce(group: LocalityGroup, keeps: (endpoint: MeshEndpoint) => boolean): LocalityGroup {
  const endpoints = group.endpoints.filter(keeps);
  return { ...group, endpoints, weight: endpoints.reduce((sum, e) => sum + e.weight, 0) };
}

function localityEndpoints(
  t: Translation,
  group: LocalityGroup,
  spell: (e: MeshEndpoint) => ReturnType<typeof lbEndpoint>,
): LocalityLbEndpoints {
  return present<LocalityLbEndpoints>({
    locality: cached(t.shared, 'localities', group.locality, () => localityOf(group.locality)),
    lbEndpoints: group.endpoints.length > 0 ? group.endpoints.map(spell) : undefined,
    loadBalancingWeight: group.weight || undefined,
    priority: group.priority || undefined,
  });
}

function localityOf(text: string): Locality {
  const [region, zone, subZone] = text.split('/');
  return present<Locality>({ region: region || undefined, zone: zone || undefined, subZone: subZone || undefined });
}
