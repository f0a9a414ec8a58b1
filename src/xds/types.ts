import type { Any, Json, JsonMessage } from './json.js';

/*
 * Envoy v3 messages in protobuf JSON, as far as we make or print them. Fields that nothing here looks into are plain
 * JSON messages. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/api
 */
export interface SocketAddress {
  readonly address: string;
  readonly portValue?: number;
  readonly protocol?: string;
}
export interface Address {
  readonly socketAddress?: SocketAddress;
  readonly pipe?: { readonly path: string; readonly mode?: number };
  readonly envoyInternalAddress?: JsonMessage;
}
export interface Metadata {
  readonly filterMetadata?: Readonly<Record<string, JsonMessage>>;
}
/** A filter, transport socket or any other extension by name and typed configuration. */
export interface Extension {
  readonly name: string;
  readonly typedConfig?: Any;
  readonly configDiscovery?: JsonMessage;
}
export interface TransportSocket {
  readonly name: string;
  readonly typedConfig?: Any;
}
export interface CidrRange {
  readonly addressPrefix: string;
  readonly prefixLen?: number;
}

// --- listeners
export interface FilterChainMatch {
  readonly destinationPort?: number;
  readonly prefixRanges?: readonly CidrRange[];
  readonly serverNames?: readonly string[];
  readonly transportProtocol?: string;
  readonly applicationProtocols?: readonly string[];
}
export interface FilterChain {
  readonly name?: string;
  readonly filterChainMatch?: FilterChainMatch;
  readonly filters?: readonly Extension[];
  readonly transportSocket?: TransportSocket;
  readonly transportSocketConnectTimeout?: string;
  readonly metadata?: Metadata;
}
export interface ListenerFilter extends Extension {
  readonly filterDisabled?: JsonMessage;
}
export interface Listener {
  readonly name: string;
  readonly address?: Address;
  readonly additionalAddresses?: readonly { readonly address: Address }[];
  readonly trafficDirection?: 'INBOUND' | 'OUTBOUND';
  readonly bindToPort?: boolean;
  readonly useOriginalDst?: boolean;
  readonly transparent?: boolean;
  readonly listenerFilters?: readonly ListenerFilter[];
  readonly listenerFiltersTimeout?: string;
  readonly continueOnListenerFiltersTimeout?: boolean;
  readonly maxConnectionsToAcceptPerSocketEvent?: number;
  readonly filterChains?: readonly FilterChain[];
  readonly defaultFilterChain?: FilterChain;
  /** A tree of xds.type.matcher.v3 that chooses a chain by its name. */
  readonly filterChainMatcher?: JsonMessage;
  /** Set when the listener takes connections from within the same Envoy only. */
  readonly internalListener?: JsonMessage;
  readonly metadata?: Metadata;
  readonly accessLog?: readonly Extension[];
}

// --- routes
export interface StringMatcher {
  readonly exact?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly contains?: string;
  readonly safeRegex?: { readonly regex: string };
  readonly ignoreCase?: boolean;
}
export interface HeaderMatcher {
  readonly name: string;
  readonly stringMatch?: StringMatcher;
  readonly presentMatch?: boolean;
  readonly invertMatch?: boolean;
  readonly treatMissingHeaderAsEmpty?: boolean;
}
export interface QueryParameterMatcher {
  readonly name: string;
  readonly stringMatch?: StringMatcher;
  readonly presentMatch?: boolean;
}
export interface RouteMatch {
  readonly prefix?: string;
  readonly path?: string;
  readonly safeRegex?: { readonly regex: string };
  readonly pathSeparatedPrefix?: string;
  readonly caseSensitive?: boolean;
  readonly headers?: readonly HeaderMatcher[];
  readonly queryParameters?: readonly QueryParameterMatcher[];
  readonly dynamicMetadata?: readonly Json[];
}
export interface HeaderValueOption {
  readonly header: { readonly key: string; readonly value?: string };
  readonly appendAction?: string;
}
export interface HeaderChanges {
  readonly requestHeadersToAdd?: readonly HeaderValueOption[];
  readonly requestHeadersToRemove?: readonly string[];
  readonly responseHeadersToAdd?: readonly HeaderValueOption[];
  readonly responseHeadersToRemove?: readonly string[];
}
export interface ClusterWeight extends HeaderChanges {
  readonly name: string;
  readonly weight?: number;
  readonly hostRewriteLiteral?: string;
}
export interface WeightedClusters {
  readonly clusters: readonly ClusterWeight[];
}
export interface RouteAction {
  readonly cluster?: string;
  readonly weightedClusters?: WeightedClusters;
  readonly timeout?: string;
  readonly maxGrpcTimeout?: string;
  readonly maxStreamDuration?: JsonMessage;
  readonly prefixRewrite?: string;
  readonly regexRewrite?: JsonMessage;
  readonly hostRewriteLiteral?: string;
  readonly appendXForwardedHost?: boolean;
  readonly retryPolicy?: JsonMessage;
  readonly requestMirrorPolicies?: readonly JsonMessage[];
  readonly hashPolicy?: readonly JsonMessage[];
}
export interface RedirectAction {
  readonly pathRedirect?: string;
  readonly hostRedirect?: string;
  readonly schemeRedirect?: string;
  readonly portRedirect?: number;
  readonly responseCode?: string;
}
export interface Route extends HeaderChanges {
  readonly name?: string;
  readonly match: RouteMatch;
  readonly route?: RouteAction;
  readonly redirect?: RedirectAction;
  readonly directResponse?: { readonly status?: number; readonly body?: JsonMessage };
  readonly decorator?: { readonly operation: string };
  readonly metadata?: Metadata;
  readonly statPrefix?: string;
  readonly typedPerFilterConfig?: Readonly<Record<string, Any>>;
}
export interface VirtualHost {
  readonly name: string;
  readonly domains: readonly string[];
  readonly routes?: readonly Route[];
  readonly requireTls?: string;
  readonly includeRequestAttemptCount?: boolean;
  readonly typedPerFilterConfig?: Readonly<Record<string, Any>>;
}
export interface RouteConfiguration {
  readonly name: string;
  readonly virtualHosts?: readonly VirtualHost[];
  readonly validateClusters?: boolean;
  readonly ignorePortInHostMatching?: boolean;
  readonly maxDirectResponseBodySizeBytes?: number;
}

// --- clusters and endpoints
export interface TransportSocketMatch {
  readonly name: string;
  readonly match: JsonMessage;
  readonly transportSocket: TransportSocket;
}
export interface Cluster {
  readonly name: string;
  readonly type?: string;
  readonly clusterType?: Extension;
  readonly altStatName?: string;
  readonly connectTimeout?: string;
  readonly lbPolicy?: string;
  readonly edsClusterConfig?: JsonMessage;
  readonly loadAssignment?: ClusterLoadAssignment;
  readonly circuitBreakers?: JsonMessage;
  readonly commonLbConfig?: JsonMessage;
  readonly outlierDetection?: JsonMessage;
  readonly metadata?: Metadata;
  readonly filters?: readonly Extension[];
  readonly transportSocket?: TransportSocket;
  readonly transportSocketMatches?: readonly TransportSocketMatch[];
  readonly typedExtensionProtocolOptions?: Readonly<Record<string, Any>>;
  readonly upstreamBindConfig?: JsonMessage;
  readonly upstreamConnectionOptions?: JsonMessage;
  readonly cleanupInterval?: string;
  readonly dnsRefreshRate?: string;
  readonly dnsJitter?: string;
  readonly respectDnsTtl?: boolean;
  readonly dnsLookupFamily?: string;
  readonly typedDnsResolverConfig?: Extension;
  readonly originalDstLbConfig?: JsonMessage;
  readonly ringHashLbConfig?: JsonMessage;
  readonly maglevLbConfig?: JsonMessage;
  readonly leastRequestLbConfig?: JsonMessage;
  readonly roundRobinLbConfig?: JsonMessage;
}
export interface Locality {
  readonly region?: string;
  readonly zone?: string;
  readonly subZone?: string;
}
export interface LbEndpoint {
  readonly endpoint?: { readonly address?: Address; readonly hostname?: string };
  readonly healthStatus?: string;
  readonly loadBalancingWeight?: number;
  readonly metadata?: Metadata;
}
export interface LocalityLbEndpoints {
  readonly locality?: Locality;
  readonly lbEndpoints?: readonly LbEndpoint[];
  readonly loadBalancingWeight?: number;
  readonly priority?: number;
}
export interface ClusterLoadAssignment {
  readonly clusterName: string;
  readonly endpoints?: readonly LocalityLbEndpoints[];
}
