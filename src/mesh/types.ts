import type { Diagnostic } from '../model/diagnostic.js';
import type { DestinationRuleBody } from '../model/kinds/destination-rule.js';
import type { ServiceEntryBody } from '../model/kinds/service-entry.js';
import type { SidecarBody } from '../model/kinds/sidecar.js';
import type { VirtualServiceBody } from '../model/kinds/virtual-service.js';
import type { Path, Resource } from '../model/resource.js';
import type { AuthorizationIndex } from './authorization-policies.js';
import type { DestinationRuleIndex } from './destination-rules.js';
import type { EnvoyFilterIndex } from './envoy-filters.js';
import type { GatewayIndex } from './gateways.js';
import type { MeshConfig, ProxySettings } from './mesh-config.js';
import type { PeerAuthenticationIndex } from './peer-authentication.js';
import type { RequestAuthenticationIndex } from './request-authentication.js';
import type { TelemetryIndex } from './telemetry.js';
import type { TrafficDistribution } from './traffic-distribution.js';
import type { TrafficExtensionIndex } from './traffic-extensions.js';

export type VirtualServiceResource = Resource<VirtualServiceBody>;
export type DestinationRuleResource = Resource<DestinationRuleBody>;
export type ServiceEntryResource = Resource<ServiceEntryBody>;
export type SidecarResource = Resource<SidecarBody>;

/** Protocol of a service port as declared. `auto` is detected by the proxy, `udp` is left alone. */
export type Protocol =
  | 'http'
  | 'http2'
  | 'grpc'
  | 'grpc-web'
  | 'http-proxy'
  | 'https'
  | 'tls'
  | 'tcp'
  | 'mongo'
  | 'mysql'
  | 'redis'
  | 'udp'
  | 'auto';

/** How listeners treat a protocol. */
export type ProtocolClass = 'http' | 'tcp' | 'auto' | 'none';

/** How a client finds endpoints: EDS, DNS, the original destination (headless, NONE), or only another name of a service. */
export type Resolution = 'static' | 'dns' | 'dns-round-robin' | 'dynamic-dns' | 'passthrough' | 'alias';

export interface ServicePort {
  readonly name: string;
  readonly number: number;
  readonly protocol: Protocol;
  /** Port of the workload, by number or container port name; undefined means the same number. */
  readonly targetPort?: number | string;
}

/** One service of the registry: a Kubernetes Service, or one host (and address) of a ServiceEntry. */
export interface MeshService {
  /** FQDN, lower case. */
  readonly hostname: string;
  /** What istio.services metadata calls it: the Service's name, or the ServiceEntry's host. */
  readonly name: string;
  readonly namespace: string;
  readonly registry: 'kubernetes' | 'external';
  readonly resolution: Resolution;
  readonly meshExternal: boolean;
  /** Cluster IPs or ServiceEntry address (IP or CIDR), in order of preference; empty for headless and VIP-less ones. */
  readonly addresses: readonly string[];
  readonly ports: readonly ServicePort[];
  readonly labels: Readonly<Record<string, string>>;
  readonly selector?: Readonly<Record<string, string>>;
  /** Seconds since 1970; negative infinity sorts first (Kubernetes objects without a time). */
  readonly created: number;
  readonly visibility: Visibility;
  /** Hostnames of ExternalName services that point here, in processing order. */
  readonly aliases: readonly MeshService[];
  /** Target of an alias. */
  readonly externalName?: string;
  readonly trafficDistribution?: TrafficDistribution;
  readonly publishNotReadyAddresses: boolean;
  /** internalTrafficPolicy Local: only endpoints on the client's node count. */
  readonly nodeLocal?: boolean;
  /** Kubernetes Service with clusterIP None. */
  readonly headless: boolean;
  /** SANs that a ServiceEntry asks for, or annotations of a Service. */
  readonly subjectAltNames: readonly string[];
  /** Addresses allocated to a ServiceEntry without any; they count only for proxies that capture DNS. */
  readonly autoAddresses: readonly string[];
  readonly resource: Resource;
  /** Set for services of a ServiceEntry. */
  readonly serviceEntry?: ServiceEntryResource;
}

/** exportTo, resolved: everywhere, nowhere, or a set of namespaces. */
export type Visibility = 'public' | 'none' | ReadonlySet<string>;

/** One address that serves a service port. */
export interface MeshEndpoint {
  /** IP, host name (DNS resolution), or unix path with `unix://`. */
  readonly address: string;
  readonly port: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace: string;
  /** `region/zone/subzone`, '' when unknown. */
  readonly locality: string;
  readonly network: string;
  /** `istio` when the workload takes mutual TLS. */
  readonly tlsMode: 'istio' | 'disabled';
  /** spiffe://TRUST/ns/NS/sa/NAME, '' when unknown. */
  readonly serviceAccount: string;
  readonly workloadName: string;
  readonly canonicalName: string;
  readonly canonicalRevision: string;
  readonly nodeName: string;
  readonly weight: number;
  /** Of a pod: ready, unready, about to go, or that with sessions that are kept; `unknown` for endpoints of Istio's kinds. */
  readonly health: 'healthy' | 'unhealthy' | 'terminating' | 'draining' | 'unknown';
}

/** A service port that the proxy's own workload serves. */
export interface ServiceTarget {
  readonly service: MeshService;
  readonly port: ServicePort;
  /** Port on the workload. */
  readonly targetPort: number;
}

/** A proxy that gets configuration: a meshed pod, a gateway pod, or a workload's pod template standing for its pods. */
export interface MeshProxy {
  readonly name: string;
  readonly namespace: string;
  readonly type: 'sidecar' | 'router';
  /** Pod IPs, first one primary. A pod template has a placeholder that never meets a real address. */
  readonly ips: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly locality: string;
  readonly nodeName: string;
  /** Labels that locality failover compares: pod labels, with topology of the node, network, cluster and hostname. */
  readonly topologyLabels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly workloadName: string;
  readonly canonicalName: string;
  readonly canonicalRevision: string;
  readonly settings: ProxySettings;
  /** The proxy answers DNS itself (ISTIO_META_DNS_CAPTURE). */
  readonly dnsCapture: boolean;
  /** The proxy may not listen on ports below 1024 (ISTIO_META_UNPRIVILEGED_POD). */
  readonly unprivileged: boolean;
  /** Listens on IPv4 / IPv6. */
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  /** Sorted as inbound chains are decided: oldest service first, then hostname. */
  readonly targets: readonly ServiceTarget[];
  readonly resource: Resource;
}

/** A VirtualService with its hosts resolved, ready to match. Delegates are already merged into `http`. */
export interface MeshVirtualService {
  readonly resource: VirtualServiceResource;
  readonly name: string;
  readonly namespace: string;
  /** Resolved, lower case, in the order written. */
  readonly hosts: readonly string[];
  /** `mesh` or `namespace/name` of gateways. */
  readonly gateways: readonly string[];
  readonly visibility: Visibility;
  readonly created: number;
  readonly http: readonly MeshHttpRule[];
}

type VirtualServiceSpec = NonNullable<VirtualServiceBody['spec']>;
export type HttpRule = NonNullable<VirtualServiceSpec['http']>[number];

/** An HTTP rule with where it was written; after delegation it may come from another resource than its VirtualService. */
export interface MeshHttpRule {
  readonly rule: HttpRule;
  readonly origin: Provenance;
}

/** A resource, and the path in it, that took part in a decision. */
export interface Provenance {
  readonly resource: Resource;
  readonly path: Path;
}

/** A DestinationRule as merged for one namespace and host (several of the same host become one). */
export interface MeshDestinationRule {
  /** The first of the merged ones: it names the rule in metadata. */
  readonly resource: DestinationRuleResource;
  readonly host: string;
  readonly namespace: string;
  readonly trafficPolicy: NonNullable<DestinationRuleBody['spec']>['trafficPolicy'];
  readonly subsets: readonly NonNullable<NonNullable<DestinationRuleBody['spec']>['subsets']>[number][];
  readonly from: readonly DestinationRuleResource[];
}

/** One egress listener of a Sidecar; without a Sidecar there is a single one that takes everything visible. */
export interface EgressListener {
  readonly port?: ServicePort;
  readonly bind?: string;
  readonly captureMode: 'iptables' | 'none';
  /** In processing order. */
  readonly services: readonly MeshService[];
  /** VirtualServices for `mesh`, in the order of precedence. */
  readonly virtualServices: readonly MeshVirtualService[];
}

/** What a set of proxies sees: shared by all proxies of a namespace with the same Sidecar (or none). */
export interface Scope {
  /** Identifies the scope, for caches. */
  readonly key: string;
  readonly namespace: string;
  readonly sidecar?: SidecarResource;
  readonly egress: readonly EgressListener[];
  /** Services that get clusters, merged per hostname, in processing order. */
  readonly clusterServices: readonly MeshService[];
  /** The service of a hostname that this namespace sees. */
  service(hostname: string): MeshService | undefined;
  /** Where unmatched outbound traffic goes: the passthrough cluster, the black hole, or an egress proxy's cluster. */
  readonly outboundPolicy: 'allow-any' | 'registry-only';
  /** Where unmatched traffic goes instead, when a Sidecar names a proxy for it. */
  readonly egressProxy?: { readonly hostname: string; readonly port: number; readonly subset: string };
}

/** Everything decided about one input that does not depend on the proxy. */
export interface Mesh {
  readonly config: MeshConfig;
  /** All services in processing order: creation time, name, namespace. */
  readonly services: readonly MeshService[];
  readonly virtualServices: readonly MeshVirtualService[];
  /** Gateways of routers, and the VirtualServices bound to them. */
  readonly gateways: GatewayIndex;
  readonly proxies: readonly MeshProxy[];
  readonly diagnostics: readonly Diagnostic[];
  /** Scope of a proxy: its Sidecar (or the default), with what its namespace sees. Cached. */
  scopeOf(proxy: MeshProxy): Scope;
  /** Endpoints of a service port, ready and unready, in no particular order. Cached. */
  endpoints(service: MeshService, port: ServicePort): readonly MeshEndpoint[];
  /** The DestinationRule in force for a client and a service host. Cached. */
  destinationRule(proxy: MeshProxy, scope: Scope, hostname: string): MeshDestinationRule | undefined;
  /** Identities that may serve a service, sorted. Cached. */
  identities(service: MeshService): readonly string[];
  /** All DestinationRules, for what is not a client's question about a service in its scope. */
  readonly destinationRules: DestinationRuleIndex;
  readonly peerAuthentications: PeerAuthenticationIndex;
  readonly requestAuthentications: RequestAuthenticationIndex;
  readonly authorization: AuthorizationIndex;
  readonly telemetry: TelemetryIndex;
  readonly trafficExtensions: TrafficExtensionIndex;
  readonly envoyFilters: EnvoyFilterIndex;
}
