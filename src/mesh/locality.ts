import type { LocalityLbSetting, MeshConfig } from './mesh-config.js';
import type { TrafficDistribution } from './traffic-distribution.js';
import type { EffectivePolicy } from './traffic-policy.js';
import type { MeshEndpoint, MeshService } from './types.js';

/** The locality load balancing of a cluster. */
export interface LocalityPlan {
  readonly setting: LocalityLbSetting;
  /** Whether lower priorities are used: only with outlier detection Envoy leaves a priority, or when the Service says so. */
  readonly failover: boolean;
  /** The Service's traffic distribution made the setting. */
  readonly forced: boolean;
}

/** Endpoints of one locality (and, after failover is decided, one priority). */
export interface LocalityGroup {
  /** `region/zone/subzone`; '' when unknown. */
  readonly locality: string;
  readonly endpoints: readonly MeshEndpoint[];
  readonly weight: number;
  /** 0 is used first. */
  readonly priority: number;
}

const NETWORK = 'topology.istio.io/network';
const REGION = 'topology.kubernetes.io/region';
const ZONE = 'topology.kubernetes.io/zone';
const SUBZONE = 'topology.istio.io/subzone';
const HOSTNAME = 'kubernetes.io/hostname';

/** https://kubernetes.io/docs/concepts/services-networking/service/#traffic-distribution */
const DISTRIBUTIONS: Readonly<Record<TrafficDistribution, readonly string[]>> = {
  'same-zone': [NETWORK, REGION, ZONE],
  'same-node': [NETWORK, REGION, ZONE, SUBZONE, HOSTNAME],
};

/**
 * The setting in force for a cluster: the DestinationRule's, else the Service's traffic distribution, else the mesh's;
 * undefined when it is switched off.
 * https://istio.io/latest/docs/tasks/traffic-management/locality-load-balancing/
 */
export function localityPlan(
  config: MeshConfig,
  service: MeshService,
  policy: EffectivePolicy,
): LocalityPlan | undefined {
  const detects = policy.outlierDetection !== undefined;
  const own = policy.loadBalancer?.localityLbSetting;
  if (own) return own.enabled === false ? undefined : { setting: own, failover: detects, forced: false };
  const priorities = topologyPriorities(service);
  if (priorities) return { setting: { enabled: true, failoverPriority: priorities }, failover: true, forced: true };
  const setting = config.localityLbSetting;
  return setting.enabled === false ? undefined : { setting, failover: detects, forced: false };
}

/** Labels by whose agreement a Service wants its traffic kept near; undefined when it doesn't say. */
export function topologyPriorities(service: MeshService): readonly string[] | undefined {
  return service.trafficDistribution && DISTRIBUTIONS[service.trafficDistribution];
}

/** Names of the labels by which endpoints are compared with the client, without the values that some are given. */
export function comparedLabels(plan: LocalityPlan | undefined): readonly string[] {
  return plan?.failover ? (plan.setting.failoverPriority ?? []).map((label) => label.split('=', 1)[0] ?? '') : [];
}

/** Whether Envoy has to weigh localities: for shares, and for failover that somebody spelled out. */
export function weighsLocalities(plan: LocalityPlan | undefined): boolean {
  if (!plan) return false;
  const { distribute, failover, failoverPriority } = plan.setting;
  return (
    (distribute?.length ?? 0) > 0 ||
    (plan.failover && ((failover?.length ?? 0) > 0 || (failoverPriority?.length ?? 0) > 0))
  );
}

/** Groups endpoints by locality, sorted by its text, all of the first priority. */
export function groupByLocality(endpoints: readonly MeshEndpoint[]): readonly LocalityGroup[] {
  const [first] = endpoints;
  if (!first) return [];
  if (endpoints.every(({ locality }) => locality === first.locality)) return [groupOf(first.locality, endpoints)];
  const groups = new Map<string, MeshEndpoint[]>();
  for (const endpoint of endpoints) {
    const group = groups.get(endpoint.locality);
    if (group) group.push(endpoint);
    else groups.set(endpoint.locality, [endpoint]);
  }
  return [...groups.keys()].sort().map((locality) => groupOf(locality, groups.get(locality) ?? []));
}

function groupOf(locality: string, endpoints: readonly MeshEndpoint[]): LocalityGroup {
  return { locality, endpoints, weight: totalWeight(endpoints), priority: 0 };
}

/** Sum of the endpoints' weights. */
export function totalWeight(endpoints: readonly MeshEndpoint[]): number {
  let sum = 0;
  for (const { weight } of endpoints) sum += weight;
  return sum;
}
