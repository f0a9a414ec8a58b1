import {
  anything,
  boolean,
  type Decoded,
  type DecodeProblem,
  durationText,
  enumeration,
  integer,
  isObject,
  type JsonValue,
  list,
  map,
  number,
  object,
  string,
} from '../model/decode.js';
import { tcpKeepalive } from '../model/kinds/connection-pool.js';
import { localityLbSetting } from '../model/kinds/destination-rule.js';
import { labelSelector } from '../model/kinds/kubernetes.js';

/*
 * MeshConfig and ProxyConfig, as far as they reach xDS.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 */
const retryPolicy = object({
  attempts: integer,
  perTryTimeout: durationText,
  retryOn: string,
  retryRemoteLocalities: boolean,
  retryIgnorePreviousHosts: boolean,
  backoff: durationText,
});

const tlsSettings = object({
  minProtocolVersion: string,
  cipherSuites: list(string),
  ecdhCurves: list(string),
});

const gatewayTopology = object({
  numTrustedProxies: integer,
  forwardClientCertDetails: string,
  proxyProtocol: object({}),
});

const tracingTag = object({
  literal: object({ value: string }),
  environment: object({ name: string, defaultValue: string }),
  header: object({ name: string, defaultValue: string }),
});

const tracing = object({
  sampling: number,
  maxPathTagLength: integer,
  enableIstioTags: boolean,
  customTags: map(tracingTag),
  zipkin: object({ address: string }),
  tlsSettings: anything,
});

export const proxySettings = object({
  concurrency: integer,
  proxyMetadata: map(string),
  tracing,
  gatewayTopology,
  proxyHeaders: anything,
  interceptionMode: string,
  meshId: string,
  drainDuration: durationText,
});
export type ProxySettings = Decoded<typeof proxySettings>;

const shape = object({
  rootNamespace: string,
  trustDomain: string,
  trustDomainAliases: list(string),
  connectTimeout: durationText,
  tcpKeepalive,
  protocolDetectionTimeout: durationText,
  enableAutoMtls: boolean,
  h2UpgradePolicy: enumeration('DO_NOT_UPGRADE', 'UPGRADE'),
  outboundTrafficPolicy: object({ mode: enumeration('REGISTRY_ONLY', 'ALLOW_ANY') }),
  inboundTrafficPolicy: object({ mode: enumeration('PASSTHROUGH', 'LOCALHOST') }),
  localityLbSetting,
  dnsRefreshRate: durationText,
  defaultServiceExportTo: list(string),
  defaultVirtualServiceExportTo: list(string),
  defaultDestinationRuleExportTo: list(string),
  defaultHttpRetryPolicy: retryPolicy,
  proxyListenPort: integer,
  proxyInboundListenPort: integer,
  proxyHttpPort: integer,
  outboundClusterStatName: string,
  inboundClusterStatName: string,
  accessLogFile: string,
  accessLogFormat: string,
  accessLogEncoding: enumeration('TEXT', 'JSON'),
  enableEnvoyAccessLogService: boolean,
  disableEnvoyListenerLog: boolean,
  enableTracing: boolean,
  extensionProviders: list(anything),
  defaultProviders: object({ tracing: list(string), metrics: list(string), accessLogging: list(string) }),
  pathNormalization: object({ normalization: string }),
  meshMTLS: tlsSettings,
  caCertificates: list(object({ trustDomains: list(string) })),
  tlsDefaults: tlsSettings,
  verifyCertificateAtClient: boolean,
  defaultConfig: proxySettings,
  discoverySelectors: list(labelSelector),
  hboneIdleTimeout: durationText,
  ingressClass: string,
  ingressControllerMode: enumeration('UNSPECIFIED', 'OFF', 'DEFAULT', 'STRICT'),
  ingressSelector: string,
  ingressService: string,
});
type Raw = Decoded<typeof shape>;

type Filled =
  | 'rootNamespace'
  | 'trustDomain'
  | 'connectTimeout'
  | 'enableAutoMtls'
  | 'proxyListenPort'
  | 'proxyInboundListenPort'
  | 'proxyHttpPort'
  | 'dnsRefreshRate'
  | 'protocolDetectionTimeout'
  | 'localityLbSetting'
  | 'defaultConfig'
  | 'enableTracing';

/** A decoded MeshConfig with Istio's defaults filled in where nothing else would make sense. */
export type MeshConfig = Raw & { readonly [K in Filled]-?: NonNullable<Raw[K]> };
export type LocalityLbSetting = Decoded<typeof localityLbSetting>;
export type RetryPolicySpec = Decoded<typeof retryPolicy>;

const DEFAULTS: Pick<MeshConfig, Filled> = {
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  connectTimeout: '10s',
  enableAutoMtls: true,
  proxyListenPort: 15001,
  proxyInboundListenPort: 15006,
  proxyHttpPort: 0,
  dnsRefreshRate: '60s',
  protocolDetectionTimeout: '0s',
  localityLbSetting: { enabled: true },
  defaultConfig: {},
  enableTracing: true,
};

/** Cluster domain of the names that services get. */
export const CLUSTER_DOMAIN = 'cluster.local';
/** Cluster id and network of a single-cluster mesh, as istiod names them without other configuration. */
export const CLUSTER_ID = 'Kubernetes';

export interface DecodedMeshConfig {
  readonly config: MeshConfig;
  readonly problems: readonly DecodeProblem[];
}

/** Decodes a MeshConfig value (undefined for none) over Istio's defaults. */
export function decodeMeshConfig(value: unknown): DecodedMeshConfig {
  const context = { path: [], problems: [] as DecodeProblem[] };
  const raw = value === undefined || value === null ? {} : (shape(value, context) ?? {});
  return { config: { ...DEFAULTS, ...raw }, problems: context.problems };
}

/** Decodes a ProxyConfig value, as a pod's annotation has it. */
export function decodeProxySettings(value: unknown): { settings: ProxySettings; problems: readonly DecodeProblem[] } {
  const context = { path: [], problems: [] as DecodeProblem[] };
  const settings = value === undefined || value === null ? {} : (proxySettings(value, context) ?? {});
  return { settings, problems: context.problems };
}

/** Headers whose settings stand where a pod's own say nothing of them. */
const INHERITED_HEADERS = ['forwardedClientCert', 'requestId', 'attemptCount', 'server', 'envoyDebugHeaders'] as const;

/**
 * Lays a pod's own ProxyConfig over the mesh default: a field that it has is its own as a whole. Only environment variables
 * are united, and some of the headers.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#ProxyConfig
 */
export function mergeProxySettings(base: ProxySettings, own: ProxySettings): ProxySettings {
  const merged: ProxySettings = { ...base, ...own };
  const proxyHeaders = mergeHeaders(base.proxyHeaders, own.proxyHeaders);
  return {
    ...merged,
    ...(base.proxyMetadata && own.proxyMetadata && { proxyMetadata: { ...base.proxyMetadata, ...own.proxyMetadata } }),
    ...(proxyHeaders && { proxyHeaders }),
  };
}

function mergeHeaders(base: JsonValue | undefined, own: JsonValue | undefined): JsonValue | undefined {
  if (!isObject(base) || !isObject(own)) return own;
  const inherited = INHERITED_HEADERS.filter((name) => !own[name] && base[name]).map((name) => [name, base[name]]);
  return { ...own, ...Object.fromEntries(inherited) };
}
