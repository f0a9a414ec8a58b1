/*
 * Which settings decide about a part of an injected pod, the first one that is set being the cause:
 *   a: annotation of the pod   l: label of the pod   v: key of the values   m: key of MeshConfig   p: key of ProxyConfig
 *   =: a text for what is no setting
 * https://istio.io/latest/docs/reference/config/annotations/
 */
type Row = readonly [part: RegExp, ...settings: readonly string[]];

const TRAFFIC = 'traffic.sidecar.istio.io';
const STATUS_PORT = ['a:status.sidecar.istio.io/port', 'v:global.proxy.statusPort'] as const;
const PROBES = ['a:sidecar.istio.io/rewriteAppHTTPProbers', 'v:sidecarInjectorWebhook.rewriteAppHTTPProbe'] as const;
const MODE = ['a:sidecar.istio.io/interceptionMode', 'p:interceptionMode'] as const;
const NATIVE = ['a:sidecar.istio.io/nativeSidecar', 'v:pilot.env.ENABLE_NATIVE_SIDECARS'] as const;
const HOLD = ['p:holdApplicationUntilProxyStarts', 'v:global.proxy.holdApplicationUntilProxyStarts'] as const;
const NETWORK = ['l:topology.istio.io/network', 'v:global.network'] as const;
const IMAGE_TYPE = ['a:sidecar.istio.io/proxyImageType', 'p:image.imageType'] as const;

const RESOURCES = ['proxyCPU', 'proxyCPULimit', 'proxyMemory', 'proxyMemoryLimit'].map(
  (name) => `a:sidecar.istio.io/${name}`,
);

/** A flag of istio-iptables or a label of the CNI plugin, and the annotation and value it follows. */
const redirection = (
  flag: string,
  name: string,
  value: string | undefined,
  ...others: readonly string[]
): readonly Row[] => {
  const settings = [`a:${TRAFFIC}/${name}`, ...(value === undefined ? [] : [`v:global.proxy.${value}`]), ...others];
  return [
    [new RegExp(`^initContainers\\.istio-(init|validation)\\.args -${flag}$`), ...settings],
    [new RegExp(`^annotations\\.${TRAFFIC.replaceAll('.', '\\.')}/${name}$`), 'v:pilot.cni.enabled'],
  ];
};

const ROWS: readonly Row[] = [
  [/^labels\.service\.istio\.io\/canonical-name$/, 'l:app.kubernetes.io/name', 'l:app', '=the name of the workload'],
  [/^labels\.service\.istio\.io\/canonical-revision$/, 'l:app.kubernetes.io/version', 'l:version'],
  [/^labels\.topology\.istio\.io\/network$/, ...NETWORK],
  [/^labels\.networking\.istio\.io\/tunnel$/, 'p:proxyMetadata.ISTIO_META_ENABLE_HBONE'],
  [/^annotations\.istio\.io\/rev$/, '=--revision'],
  [/^annotations\.prometheus\.io\//, 'a:prometheus.istio.io/merge-metrics', 'm:enablePrometheusMerge'],
  [/^annotations\.proxy\.istio\.io\/overrides$/, '=the own container of the pod'],
  [/^annotations\.sidecar\.istio\.io\/status$/, '=the record of what was injected'],
  [/^annotations\.kubectl\.kubernetes\.io\//, '=the first container of the pod'],
  [/^annotations\.(sidecar\.istio\.io\/interceptionMode|k8s\.v1\.cni\.cncf\.io\/networks)$/, 'v:pilot.cni.enabled'],
  ...redirection('i', 'includeOutboundIPRanges', 'includeIPRanges'),
  ...redirection('x', 'excludeOutboundIPRanges', 'excludeIPRanges'),
  ...redirection('b', 'includeInboundPorts', 'includeInboundPorts'),
  ...redirection('d', 'excludeInboundPorts', 'excludeInboundPorts', ...STATUS_PORT),
  ...redirection('q', 'includeOutboundPorts', 'includeOutboundPorts'),
  ...redirection('o', 'excludeOutboundPorts', 'excludeOutboundPorts'),
  ...redirection('k', 'kubevirtInterfaces', undefined, 'a:istio.io/reroute-virtual-interfaces'),
  ...redirection('c', 'excludeInterfaces', undefined),
  [/^initContainers\.istio-(init|validation)\.args -p$/, 'm:proxyListenPort'],
  [/^initContainers\.istio-(init|validation)\.args -z$/, 'm:proxyInboundListenPort'],
  [/^initContainers\.istio-(init|validation)\.args -m$/, ...MODE],
  [/^initContainers\.istio-(init|validation)\.args -u$/, '=the user whom the proxy runs as'],
  [/^initContainers\.istio-validation\.args --(run-validation|skip-rule-apply)$/, 'v:pilot.cni.enabled'],
  [/\.args --force-apply$/, 'v:global.proxy_init.forceApplyIptables'],
  [/\.args --native-nftables$/, 'v:global.nativeNftables'],
  [/^initContainers\.istio-init\.image$/, 'a:sidecar.istio.io/proxyImage', ...IMAGE_TYPE, 'v:global.hub'],
  [/^initContainers\.istio-(init|validation)\.securityContext$/, 'v:pilot.cni.enabled', 'v:global.proxy.privileged'],
  [/\.istio-proxy\.image$/, 'a:sidecar.istio.io/proxyImage', ...IMAGE_TYPE, 'v:global.hub'],
  [/\.istio-(proxy|init|validation)\.resources$/, ...RESOURCES, 'v:global.proxy.resources'],
  [/\.istio-(proxy|init|validation)\.imagePullPolicy$/, 'v:global.imagePullPolicy'],
  [/\.args --proxyLogLevel$/, 'a:sidecar.istio.io/logLevel', 'v:global.proxy.logLevel'],
  [/\.args --proxyComponentLogLevel$/, 'a:sidecar.istio.io/componentLogLevel', 'v:global.proxy.componentLogLevel'],
  [/\.args --log_output_level$/, 'a:sidecar.istio.io/agentLogLevel', 'v:global.logging.level'],
  [/\.args --log_as_json$/, 'v:global.logAsJson'],
  [/\.args --outlierLogPath$/, 'v:global.proxy.outlierLogPath'],
  [/\.args --stsPort$/, 'v:global.sts.servicePort'],
  [/\.args --domain$/, 'v:global.proxy.clusterDomain'],
  [/\.istio-proxy\.lifecycle$/, 'v:global.proxy.lifecycle', ...HOLD, ...NATIVE],
  [/\.istio-proxy\.restartPolicy$/, ...NATIVE, '=the versions of the nodes'],
  [/\.istio-proxy\.startupProbe$/, 'v:global.proxy.startupProbe.enabled'],
  [
    /\.istio-proxy\.readinessProbe$/,
    'a:readiness.status.sidecar.istio.io/initialDelaySeconds',
    'a:readiness.status.sidecar.istio.io/periodSeconds',
    'a:readiness.status.sidecar.istio.io/failureThreshold',
    'v:global.proxy.readinessPeriodSeconds',
  ],
  [
    /\.istio-proxy\.securityContext$/,
    'a:sidecar.istio.io/interceptionMode',
    'a:sidecar.istio.io/capNetBindService',
    'v:global.proxy.privileged',
  ],
  [/\.env\.PILOT_CERT_PROVIDER$/, 'v:global.pilotCertProvider'],
  [/\.env\.CA_ADDR$/, 'v:global.caAddress', 'v:global.istioNamespace'],
  [/\.env\.PROXY_CONFIG$/, 'a:proxy.istio.io/config', 'm:defaultConfig'],
  [/\.env\.ISTIO_META_CLUSTER_ID$/, 'v:global.multiCluster.clusterName'],
  [/\.env\.ISTIO_META_NETWORK$/, ...NETWORK],
  [/\.env\.ISTIO_META_INTERCEPTION_MODE$/, ...MODE],
  [/\.env\.ISTIO_META_WORKLOAD_NAME$/, 'l:service.istio.io/workload-name', '=the name of the workload'],
  [/\.env\.(ISTIO_META_OWNER)$/, '=the workload'],
  [/\.env\.(ISTIO_META_POD_PORTS|ISTIO_META_APP_CONTAINERS)$/, '=the containers of the pod'],
  [/\.env\.ISTIO_META_MESH_ID$/, 'v:global.meshID', 'm:trustDomain'],
  [/\.env\.TRUST_DOMAIN$/, 'm:trustDomain', 'v:global.trustDomain'],
  [/\.env\.ISTIO_BOOTSTRAP_OVERRIDE$/, 'a:sidecar.istio.io/bootstrapOverride'],
  [/\.env\.ISTIO_PROMETHEUS_ANNOTATIONS$/, '=the annotations prometheus.io/* of the pod'],
  [/\.env\.ISTIO_KUBE_APP_PROBERS$/, ...PROBES],
  [/\.env\.OTEL_RESOURCE_ATTRIBUTES$/, 'm:extensionProviders'],
  [/\.env\.REWRITE_PROBE_LEGACY_LOCALHOST_DESTINATION$/, 'm:inboundTrafficPolicy.mode'],
  [/\.env\.COMPLIANCE_POLICY$/, 'v:pilot.env.COMPLIANCE_POLICY'],
  [/\.(readinessProbe|livenessProbe|startupProbe|lifecycle)$/, ...PROBES, ...STATUS_PORT],
  [/\.volumeMounts\.\/etc\/istio\/custom-bootstrap$/, 'a:sidecar.istio.io/bootstrapOverride'],
  [/^volumes\.custom-bootstrap-volume$/, 'a:sidecar.istio.io/bootstrapOverride'],
  [/^volumes\.istio-token$/, 'v:global.sds.token.aud'],
  [/^volumes\.(istiod-ca-cert|istio-ca-crl)$/, 'v:global.pilotCertProvider'],
  [/\.volumeMounts\.\/var\/run\/secrets\/istio(\/crl)?$/, 'v:global.pilotCertProvider'],
  [/^(volumes|.*volumeMounts)\.istio-certs$/, 'v:global.mountMtlsCerts'],
  [/^imagePullSecrets\./, 'v:global.imagePullSecrets'],
];

/** The settings that decide about a part, in the order in which they are asked. */
export function settingsOf(part: string): readonly string[] {
  const [, ...settings] = ROWS.find(([pattern]) => pattern.test(part)) ?? [/$/];
  return settings;
}
