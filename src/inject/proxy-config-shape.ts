/*
 * MeshConfig and ProxyConfig as templates see them, and in the order in which their fields are written. In addition to the types of shapes/shape.ts:
 * `d` duration, `B` and `I` a boolean or number that may be unset, and the names of enumerations.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 */
export const PROXY_CONFIG = `
ProxyConfig: configPath binaryPath serviceCluster tracingServiceName:TracingServiceName drainDuration:d parentShutdownDuration:d discoveryAddress discoveryRefreshDelay:d zipkinAddress statsdUdpAddress envoyMetricsServiceAddress proxyAdminPort:i availabilityZone controlPlaneAuthPolicy:AuthenticationPolicy customConfigFile statNameLength:i concurrency:I proxyBootstrapTemplatePath interceptionMode:InboundInterceptionMode tracing:*Tracing sds:*any envoyAccessLogService:*any envoyMetricsService:*any proxyMetadata:{}s runtimeValues:{}s statusPort:i extraStatTags:[]s gatewayTopology:*any terminationDrainDuration:d meshId readinessProbe:*any proxyStatsMatcher:*any holdApplicationUntilProxyStarts:B caCertificatesPem:[]s image:*ProxyImage privateKeyProvider:*any proxyHeaders:*any fileFlushInterval:d fileFlushMinSizeKb:I statsCompression:B
ProxyImage: imageType
Tracing: zipkin:*TracingAddress lightstep:*TracingAddress datadog:*TracingAddress stackdriver:*any openCensusAgent:*any customTags:*any maxPathTagLength:any sampling:f tlsSettings:*TlsSettings enableIstioTags:B
TracingAddress: address accessToken
TlsSettings: mode:TlsMode clientCertificate privateKey caCertificates credentialName subjectAltNames:[]s sni insecureSkipVerify:B caCrl
MeshConfig: proxyListenPort:i proxyInboundListenPort:i proxyHttpPort:i connectTimeout:d tcpKeepalive:*any ingressClass ingressService ingressSelector ingressControllerMode:IngressControllerMode enableTracing:b accessLogFile accessLogFormat accessLogEncoding:AccessLogEncoding enableEnvoyAccessLogService:b disableEnvoyListenerLog:b defaultConfig:*ProxyConfig outboundTrafficPolicy:*any inboundTrafficPolicy:*any configSources:[]any enableAutoMtls:B trustDomain trustDomainAliases:[]s caCertificates:[]any defaultServiceExportTo:[]s defaultVirtualServiceExportTo:[]s defaultDestinationRuleExportTo:[]s rootNamespace localityLbSetting:*any dnsRefreshRate:d h2UpgradePolicy:H2UpgradePolicy inboundClusterStatName outboundClusterStatName certificates:[]any serviceSettings:[]any enablePrometheusMerge:B verifyCertificateAtClient:B ca:*any extensionProviders:[]any defaultProviders:*any discoverySelectors:[]any pathNormalization:*any defaultHttpRetryPolicy:*any meshMTLS:*any tlsDefaults:*any
`;

/** Names of enumerations, the first being the one of zero, which is not written. */
export const ENUMERATIONS: Readonly<Record<string, readonly string[]>> = {
  TracingServiceName: ['APP_LABEL_AND_NAMESPACE', 'CANONICAL_NAME_ONLY', 'CANONICAL_NAME_AND_NAMESPACE'],
  AuthenticationPolicy: ['NONE', 'MUTUAL_TLS'],
  InboundInterceptionMode: ['REDIRECT', 'TPROXY', 'NONE'],
  TlsMode: ['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'],
  IngressControllerMode: ['UNSPECIFIED', 'OFF', 'DEFAULT', 'STRICT'],
  AccessLogEncoding: ['TEXT', 'JSON'],
  H2UpgradePolicy: ['DO_NOT_UPGRADE', 'UPGRADE'],
};
