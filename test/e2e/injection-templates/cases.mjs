// Pods, values and mesh settings that take the branches of injection templates.

const port = (containerPort, more) => ({ containerPort, ...more });

/** Facts of a plain Deployment's pod; `change` makes others of them. */
function facts(values, change = () => {}) {
  const made = {
    owner: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop', namespace: 'web' },
    pod: {
      metadata: { labels: { app: 'shop', version: 'v1' }, annotations: { team: 'a' } },
      spec: { containers: [{ name: 'app', ports: [port(80, { name: 'http' })] }] },
    },
    mesh: { proxyListenPort: 15001, proxyInboundListenPort: 15006, trustDomain: 'cluster.local' },
    proxyConfig: { interceptionMode: 'REDIRECT' },
    values,
    revision: 'default',
    nativeSidecars: false,
    compliancePolicy: '',
  };
  change(made, values);
  return made;
}

/** One annotation a case, as people set them. */
const ANNOTATIONS = [
  ['istio.io/reroute-virtual-interfaces', 'net1'],
  ['kubectl.kubernetes.io/default-container', 'other'],
  ['readiness.status.sidecar.istio.io/periodSeconds', '7'],
  ['sidecar.istio.io/agentLogLevel', 'dns:debug'],
  ['sidecar.istio.io/bootstrapOverride', 'own "bootstrap"'],
  ['sidecar.istio.io/capNetBindService', 'true'],
  ['sidecar.istio.io/interceptionMode', 'NONE'],
  ['sidecar.istio.io/interceptionMode', 'TPROXY'],
  ['sidecar.istio.io/logLevel', 'debug\n  <&> é'],
  ['sidecar.istio.io/nativeSidecar', 'true'],
  ['sidecar.istio.io/proxyCPU', '1'],
  ['sidecar.istio.io/proxyMemoryLimit', '2Gi'],
  ['sidecar.istio.io/proxyImage', 'registry.example/proxy:1'],
  ['sidecar.istio.io/userVolume', '{"b":{"emptyDir":{}},"a":{"secret":{"secretName":"s"}}}'],
  ['sidecar.istio.io/userVolumeMount', '{"b":{"mountPath":"/b"},"a":{"mountPath":"/a","readOnly":true}}'],
  ['status.sidecar.istio.io/port', '0'],
  ['status.sidecar.istio.io/port', '15030'],
  ['traffic.sidecar.istio.io/excludeInboundPorts', '1,2'],
  ['traffic.sidecar.istio.io/excludeInterfaces', 'eth1'],
  ['traffic.sidecar.istio.io/includeOutboundIPRanges', '10.0.0.0/8'],
  ['traffic.sidecar.istio.io/excludeOutboundPorts', ''],
].map(([name, value]) => ({
  name: `annotation ${name}: ${value}`,
  make: (values) =>
    facts(values, ({ pod }) => {
      pod.metadata.annotations[name] = value;
    }),
}));

/** Changes by name, of everything that is no annotation. */
const CHANGES = {
  'nothing special': () => {},
  'no labels and annotations': ({ pod }) => {
    pod.metadata = {};
  },
  'several containers': ({ pod }) => {
    pod.spec.containers.push({ name: 'second', ports: [port(53, { protocol: 'UDP' }), port(9, { hostPort: 9 })] });
    pod.spec.containers.unshift({ name: 'istio-proxy' });
  },
  'a bare pod': (made) => {
    made.owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', namespace: '' };
    made.pod.spec.serviceAccountName = 'robot';
  },
  'a revision': (made, values) => {
    made.revision = 'canary';
    values.revision = 'canary';
  },
  'native sidecars': (made) => {
    made.nativeSidecars = true;
  },
  'users of OpenShift': (made) => {
    made.proxyIds = { uid: 1_000_650_001, gid: 1_000_650_002 };
  },
  'hold, and metadata': ({ proxyConfig }) => {
    proxyConfig.holdApplicationUntilProxyStarts = true;
    proxyConfig.proxyMetadata = {
      B: '1',
      A: '"quoted"',
      ISTIO_META_ENABLE_HBONE: 'true',
      IPTABLES_TRACE_LOGGING: 'true',
    };
  },
  'a policy, and localhost': (made) => {
    made.compliancePolicy = 'fips-140-2';
    made.mesh.inboundTrafficPolicy = { mode: 'LOCALHOST' };
  },
  'the CNI plugin': (_, { pilot }) => {
    pilot.cni = { enabled: true, provider: 'multus' };
  },
  'trust bundles': (_, { pilot, global }) => {
    pilot.env = { ENABLE_CLUSTER_TRUST_BUNDLE_API: true };
    global.trustBundleName = 'bundle';
  },
  'a CA of Google, certificates mounted': (_, { global }) => {
    global.caName = 'GkeWorkloadCertificate';
    global.mountMtlsCerts = true;
  },
  'another issuer': (_, { global }) => {
    global.pilotCertProvider = 'kubernetes';
    global.caAddress = 'ca.example:15012';
  },
  'secrets and policies of images': (_, { global }) => {
    global.imagePullSecrets = ['a', 'b'];
    global.imagePullPolicy = 'Always';
  },
  'another network and cluster': (_, { global }) => {
    Object.assign(global, { network: 'n1', meshID: 'mesh', multiCluster: { clusterName: 'c1' } });
  },
  'more for the proxy': (_, { global, gateways }) => {
    Object.assign(global, { logAsJson: true, nativeNftables: true, sts: { servicePort: 7000 } });
    Object.assign(global.proxy, {
      privileged: true,
      excludeOutboundPorts: '25',
      includeOutboundPorts: '443',
      outlierLogPath: '/dev/stdout',
      lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
      seccompProfile: { type: 'RuntimeDefault' },
      startupProbe: { enabled: false },
      resources: {},
    });
    gateways.securityContext = { fsGroup: 1337 };
  },
};

export const CASES = [
  ...Object.entries(CHANGES).map(([name, change]) => ({ name, make: (values) => facts(values, change) })),
  ...ANNOTATIONS,
];
