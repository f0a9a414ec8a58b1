import {
  type ClusterDiscovery,
  type Discovery,
  decideDiscovery,
  racesConnections,
} from '../../mesh/cluster-discovery.js';
import type { OutboundCluster } from '../../mesh/cluster-outbound.js';
import { type LocalityPlan, localityPlan, topologyPriorities, weighsLocalities } from '../../mesh/locality.js';
import type { MeshConfig } from '../../mesh/mesh-config.js';
import { keepsSessions } from '../../mesh/slice-endpoints.js';
import { fillStatName } from '../../mesh/stat-names.js';
import type { Mesh, MeshProxy } from '../../mesh/types.js';
import { type Draft, type JsonMessage, typeUrl } from '../../xds/json.js';
import type { Cluster, ClusterLoadAssignment, Extension } from '../../xds/types.js';
import { dnsCache } from '../filters/dynamic-forward-proxy.js';
import { CONNECTION_PEER_METADATA } from '../filters/peer-metadata.js';
import { setConnections } from './connection-pool.js';
import { dnsFields } from './dns.js';
import { type HttpClient, httpProtocolOptions, httpVersion } from './http-options.js';
import { setLoadBalancer } from './load-balancer.js';
import { clusterMetadata } from './metadata.js';
import { outlierDetection } from './outlier-detection.js';
import { preservesCase } from './static.js';
import { autoNames, rulesTls, setTransport } from './transport.js';

const FILTERS = [CONNECTION_PEER_METADATA];
const ADS: JsonMessage = { ads: {}, initialFetchTimeout: '0s', resourceApiVersion: 'V3' };

/** Who the cluster is for, as far as it matters: values that many proxies share. */
export interface OutboundClient {
  readonly mesh: Mesh;
  readonly proxy: MeshProxy;
  /** Endpoints of clusters that find them by DNS; they are part of the cluster. */
  assignment(cluster: OutboundCluster): ClusterLoadAssignment;
}

/**
 * A cluster towards a service, undefined where Envoy would refuse it: DNS without a name to resolve.
 * https://istio.io/latest/docs/reference/config/networking/destination-rule/
 */
export function outboundCluster(client: OutboundClient, spec: OutboundCluster): Cluster | undefined {
  const { mesh, proxy } = client;
  const { policy, service } = spec;
  const discovery = decideDiscovery(mesh, spec, proxy.type);
  if (!discovery) return undefined;
  const plan = localityPlan(mesh.config, service, policy);
  const http: HttpClient = {
    config: mesh.config,
    protocol: spec.port.protocol,
    pool: policy.connectionPool,
    detects: proxy.type === 'sidecar',
    upgrades: true,
    preservesCase: preservesCase(proxy),
  };
  const cluster: Draft<Cluster> = { name: spec.name, altStatName: `${statName(mesh.config, spec)};` };
  setDiscovery(cluster, proxy, spec, discovery);
  if (discovery.resolves) Object.assign(cluster, dnsFields(mesh.config, proxy, racesConnections(service)));
  if (discovery.kind.endsWith('dns')) cluster.loadAssignment = client.assignment(spec);
  setConnections(cluster, mesh.config, policy);
  if (discovery.kind !== 'dynamic-forward-proxy') cluster.commonLbConfig = commonLbConfig(spec, plan);
  if (policy.outlierDetection) cluster.outlierDetection = outlierDetection(policy.outlierDetection);
  const options = httpProtocolOptions(http, autoNames(spec, proxy));
  if (options) cluster.typedExtensionProtocolOptions = options;
  cluster.filters = FILTERS;
  const metadata = outboundMetadata(spec);
  if (metadata) cluster.metadata = metadata;
  setTransport(cluster, mesh, proxy, spec, discovery.kind, httpVersion(http) === 'http2');
  return cluster;
}

/** The name in statistics when MeshConfig has a pattern for it. */
function statName({ outboundClusterStatName: pattern }: MeshConfig, { name, service, port, subset }: OutboundCluster) {
  return pattern
    ? fillStatName(pattern, { hostname: service.hostname, service, port, subset: subset?.name ?? '' })
    : name;
}

const TYPES: Readonly<Record<Exclude<Discovery, 'dynamic-forward-proxy'>, string>> = {
  eds: 'EDS',
  'strict-dns': 'STRICT_DNS',
  'logical-dns': 'LOGICAL_DNS',
  'original-dst': 'ORIGINAL_DST',
};

function setDiscovery(
  cluster: Draft<Cluster>,
  proxy: MeshProxy,
  spec: OutboundCluster,
  discovery: ClusterDiscovery,
): void {
  const { kind, portOverride } = discovery;
  if (kind === 'dynamic-forward-proxy') {
    cluster.clusterType = forwardProxy(spec, proxy);
    cluster.lbPolicy = 'CLUSTER_PROVIDED';
    return;
  }
  cluster.type = TYPES[kind];
  if (kind === 'original-dst') {
    cluster.lbPolicy = 'CLUSTER_PROVIDED';
    if (portOverride !== undefined) cluster.originalDstLbConfig = { upstreamPortOverride: portOverride };
    return;
  }
  setLoadBalancer(cluster, spec.policy.loadBalancer);
  if (kind === 'eds') cluster.edsClusterConfig = { serviceName: spec.name, edsConfig: ADS };
}

/** Resolves the name of each request. https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/http/http_filters/dynamic_forward_proxy_filter */
function forwardProxy(spec: OutboundCluster, proxy: MeshProxy): Extension {
  const unverified = rulesTls(spec, proxy)?.insecureSkipVerify;
  return {
    name: 'envoy.clusters.dynamic_forward_proxy',
    typedConfig: {
      '@type': typeUrl('envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig'),
      dnsCacheConfig: dnsCache(spec.service.hostname, proxy.ipv4),
      ...(unverified && { allowInsecureClusterOptions: true }),
    },
  };
}

/** https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/cluster/v3/cluster.proto#config-cluster-v3-cluster-commonlbconfig */
function commonLbConfig(spec: OutboundCluster, plan: LocalityPlan | undefined): JsonMessage {
  const fields = balancing(spec, plan);
  // Subsets keep no sessions.
  return keepsSessions(spec.service) && !spec.subset && !spec.bySni ? { ...fields, ...SESSIONS } : fields;
}

/** Endpoints that a session may name though nobody new is sent there. */
const SESSIONS: JsonMessage = { overrideHostStatus: { statuses: ['HEALTHY', 'DRAINING', 'UNKNOWN', 'DEGRADED'] } };

/**
 * Panic (sending to unhealthy endpoints when too few are left) is off where the rule says so or says nothing, and always
 * where Envoy is told of unready endpoints.
 */
function balancing({ service, policy }: OutboundCluster, plan: LocalityPlan | undefined): JsonMessage {
  const health = policy.outlierDetection ? (policy.outlierDetection.minHealthPercent ?? 0) : undefined;
  const unready = topologyPriorities(service) !== undefined;
  const threshold = unready || health === 0 ? 0 : health;
  const weighs = weighsLocalities(plan);
  if (threshold === undefined) return weighs ? WEIGHED : NOTHING;
  if (threshold === 0) return weighs ? WEIGHED_NEVER_PANICS : NEVER_PANICS;
  return { healthyPanicThreshold: { value: threshold }, ...(weighs && WEIGHED) };
}

// Shared by the clusters that have nothing else to say; a zero is not printed.
const NOTHING: JsonMessage = {};
const WEIGHED: JsonMessage = { localityWeightedLbConfig: {} };
const NEVER_PANICS: JsonMessage = { healthyPanicThreshold: {} };
const WEIGHED_NEVER_PANICS: JsonMessage = { ...NEVER_PANICS, ...WEIGHED };

function outboundMetadata({ service, subset, rule, policy }: OutboundCluster) {
  const mode = policy.tls?.mode;
  return clusterMetadata({
    rule,
    subset: subset?.name,
    external: service.meshExternal && subset === undefined,
    ownTls: mode === 'SIMPLE' || mode === 'MUTUAL',
    ...(service.resolution !== 'dynamic-dns' && { services: [service] }),
  });
}
