import { istiodName } from '../names.js';
import type { InstallPlan, KubeObject, Tree } from '../types.js';
import { at, fieldUnlessEmpty, isTrue, listAt, textAt, textsAt, treeAt } from '../values/tree.js';
import { imageOf, pullSecrets } from '../workloads.js';

/** What the node proxies are made of. */
export interface ZtunnelFacts {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  readonly settings: Tree;
}

const OPTED_OUT = { 'sidecar.istio.io/inject': 'false' };

/** One proxy on each node. https://istio.io/latest/docs/ambient/architecture/data-plane/ */
export function ztunnelDaemonSet(plan: InstallPlan, facts: ZtunnelFacts): KubeObject {
  const { namespace, labels, selector, settings } = facts;
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {
      name: 'ztunnel',
      namespace,
      labels,
      ...fieldUnlessEmpty('annotations', textsAt(settings, 'annotations')),
    },
    spec: {
      selector: { matchLabels: selector },
      updateStrategy: treeAt(settings, 'updateStrategy'),
      template: {
        metadata: {
          labels: { ...labels, ...OPTED_OUT, 'istio.io/dataplane-mode': 'none', ...textsAt(settings, 'podLabels') },
          annotations: { ...OPTED_OUT, ...textsAt(settings, 'podAnnotations') },
        },
        spec: podSpec(plan, settings),
      },
    },
  };
}

function podSpec(plan: InstallPlan, settings: Tree): Tree {
  const token = { audience: 'istio-ca', expirationSeconds: 43200, path: 'istio-token' };
  return {
    nodeSelector: { 'kubernetes.io/os': 'linux', ...textsAt(settings, 'nodeSelector') },
    ...fieldUnlessEmpty('affinity', treeAt(settings, 'affinity')),
    ...fieldUnlessEmpty('tolerations', listAt(settings, 'tolerations')),
    ...fieldUnlessEmpty('dnsPolicy', textAt(settings, 'dnsPolicy')),
    ...fieldUnlessEmpty('dnsConfig', treeAt(settings, 'dnsConfig')),
    priorityClassName: 'system-node-critical',
    serviceAccountName: 'ztunnel',
    terminationGracePeriodSeconds: at(settings, 'terminationGracePeriodSeconds'),
    ...pullSecrets(plan.values),
    containers: [proxy(plan, settings)],
    volumes: [
      { name: 'istio-token', projected: { sources: [{ serviceAccountToken: token }] } },
      { name: 'istiod-ca-cert', configMap: { name: textAt(settings, 'trustBundleName') || 'istio-ca-root-cert' } },
      // The agent of the CNI plugin, which makes the socket, may come later.
      { name: 'cni-ztunnel-sock-dir', hostPath: { path: '/var/run/ztunnel', type: 'DirectoryOrCreate' } },
      { name: 'tmp', emptyDir: {} },
      ...listAt(settings, 'volumes'),
    ],
  };
}

function proxy(plan: InstallPlan, settings: Tree): Tree {
  return {
    name: 'istio-proxy',
    image: imageOf(plan, textAt(settings, 'image'), settings),
    ...fieldUnlessEmpty('imagePullPolicy', textAt(settings, 'imagePullPolicy')),
    args: ['proxy', 'ztunnel'],
    ports: [{ containerPort: 15020, name: 'ztunnel-stats', protocol: 'TCP' }],
    ...fieldUnlessEmpty('resources', treeAt(settings, 'resources')),
    // To enter the network of pods it has to be root with these rights, and no others.
    securityContext: {
      allowPrivilegeEscalation: true,
      capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'SYS_ADMIN', 'NET_RAW'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: 1337,
      runAsNonRoot: false,
      runAsUser: 0,
      ...fieldUnlessEmpty('seLinuxOptions', treeAt(settings, 'seLinuxOptions')),
      ...fieldUnlessEmpty('seccompProfile', treeAt(settings, 'seccompProfile')),
    },
    readinessProbe: { httpGet: { path: '/healthz/ready', port: 15021 } },
    env: environment(plan, settings),
    volumeMounts: [
      { name: 'istiod-ca-cert', mountPath: '/var/run/secrets/istio' },
      { name: 'istio-token', mountPath: '/var/run/secrets/tokens' },
      { name: 'cni-ztunnel-sock-dir', mountPath: '/var/run/ztunnel' },
      { name: 'tmp', mountPath: '/tmp' },
      ...listAt(settings, 'volumeMounts'),
    ],
  };
}

function environment(plan: InstallPlan, settings: Tree): readonly Tree[] {
  const istiod = `${istiodName(plan.revision)}.${plan.namespace}.svc:15012`;
  const field = (fieldPath: string) => ({ fieldRef: { fieldPath } });
  const network = textAt(settings, 'network');
  const own: Readonly<Record<string, string | Tree>> = {
    CA_ADDRESS: textAt(settings, 'caAddress') || istiod,
    XDS_ADDRESS: textAt(settings, 'xdsAddress') || istiod,
    ...(isTrue(settings, 'logAsJson') && { LOG_FORMAT: 'json' }),
    ...(network && { NETWORK: network }),
    RUST_LOG: textAt(settings, 'logLevel'),
    RUST_BACKTRACE: '1',
    ISTIO_META_CLUSTER_ID: textAt(settings, 'multiCluster', 'clusterName') || 'Kubernetes',
    INPOD_ENABLED: 'true',
    TERMINATION_GRACE_PERIOD_SECONDS: textAt(settings, 'terminationGracePeriodSeconds'),
    POD_NAME: field('metadata.name'),
    POD_NAMESPACE: field('metadata.namespace'),
    NODE_NAME: field('spec.nodeName'),
    INSTANCE_IP: field('status.podIP'),
    SERVICE_ACCOUNT: field('spec.serviceAccountName'),
    ...textsAt(settings, 'meshConfig', 'defaultConfig', 'proxyMetadata'),
    ZTUNNEL_CPU_LIMIT: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1' } },
    ...textsAt(settings, 'env'),
  };
  return Object.entries(own).map(([name, value]) =>
    typeof value === 'string' ? { name, value } : { name, valueFrom: value },
  );
}
