import type { InstallPlan, KubeObject, Tree } from '../types.js';
import { at, fieldUnlessEmpty, isTrue, listAt, textAt, textsAt, treeAt } from '../values/tree.js';
import { imageOf, pullSecrets, resourcesOf } from '../workloads.js';

/** One pod on each node, with what it needs to put a plugin into the node's network setup. */
export function cniDaemonSet(
  plan: InstallPlan,
  namespace: string,
  config: string,
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): KubeObject {
  const cni = treeAt(plan.values, 'cni');
  const off = { 'sidecar.istio.io/inject': 'false' };
  const { 'k8s-app': app = '' } = selector;
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {
      name: 'istio-cni-node',
      namespace,
      labels: { ...labels, 'k8s-app': app, ...textsAt(cni, 'daemonSetLabels') },
    },
    spec: {
      selector: { matchLabels: { 'k8s-app': app } },
      updateStrategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: at(cni, 'rollingMaxUnavailable') ?? 1 },
        ...treeAt(cni, 'updateStrategy'),
      },
      template: {
        metadata: {
          labels: { ...selector, ...off, 'istio.io/dataplane-mode': 'none', ...textsAt(cni, 'podLabels') },
          annotations: {
            ...off,
            'container.apparmor.security.beta.kubernetes.io/install-cni': 'unconfined',
            'prometheus.io/path': '/metrics',
            'prometheus.io/port': '15014',
            'prometheus.io/scrape': 'true',
            ...textsAt(cni, 'podAnnotations'),
          },
        },
        spec: podSpec(plan, config),
      },
    },
  };
}

function podSpec(plan: InstallPlan, config: string): Tree {
  const cni = treeAt(plan.values, 'cni');
  return {
    ...(onHostNetwork(cni) && { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }),
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    ...fieldUnlessEmpty('affinity', treeAt(cni, 'affinity')),
    ...fieldUnlessEmpty('tolerations', listAt(cni, 'tolerations')),
    priorityClassName: 'system-node-critical',
    serviceAccountName: 'istio-cni',
    terminationGracePeriodSeconds: 30,
    ...pullSecrets(plan.values),
    containers: [installer(plan, cni, config)],
    volumes: [
      host('cni-bin-dir', textAt(cni, 'cniBinDir')),
      host('cni-host-procfs', '/proc', 'Directory'),
      host('cni-ztunnel-sock-dir', '/var/run/ztunnel', 'DirectoryOrCreate'),
      host('cni-net-dir', textAt(cni, 'cniConfDir')),
      host('cni-socket-dir', '/var/run/istio-cni'),
      host('cni-netns-dir', textAt(cni, 'cniNetnsDir'), 'DirectoryOrCreate'),
      ...listAt(cni, 'volumes'),
    ],
  };
}

/** Whether the agent lives in the network of its node rather than going there when it has to. */
function onHostNetwork(cni: Tree): boolean {
  return isTrue(cni, 'ambient', 'enabled') && isTrue(cni, 'ambient', 'shareHostNetworkNamespace');
}

function host(name: string, path: string, type?: string): Tree {
  return { name, hostPath: { path, ...(type && { type }) } };
}

function installer(plan: InstallPlan, cni: Tree, config: string): Tree {
  const { values } = plan;
  const level = textAt(cni, 'logging', 'level') || textAt(values, 'global', 'logging', 'level');
  const pullPolicy = textAt(cni, 'pullPolicy') || textAt(values, 'global', 'imagePullPolicy');
  return {
    name: 'install-cni',
    image: imageOf(plan, textAt(cni, 'image'), cni),
    ...fieldUnlessEmpty('imagePullPolicy', pullPolicy),
    command: ['install-cni'],
    args: [
      ...(level ? [`--log_output_level=${level}`] : []),
      ...(isTrue(values, 'global', 'logAsJson') ? ['--log_as_json'] : []),
    ],
    ports: [{ containerPort: 15014, name: 'metrics', protocol: 'TCP' }],
    readinessProbe: { httpGet: { path: '/readyz', port: 8000 } },
    securityContext: {
      privileged: false,
      runAsUser: 0,
      runAsGroup: 0,
      runAsNonRoot: false,
      capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW', 'SYS_PTRACE', 'SYS_ADMIN', 'DAC_OVERRIDE'] },
      ...seLinuxOptions(cni),
      ...fieldUnlessEmpty('seccompProfile', treeAt(cni, 'seccompProfile')),
    },
    envFrom: [{ configMapRef: { name: config } }],
    env: environment(cni),
    volumeMounts: [
      { name: 'cni-bin-dir', mountPath: '/host/opt/cni/bin' },
      { name: 'cni-host-procfs', mountPath: '/host/proc', readOnly: true },
      { name: 'cni-net-dir', mountPath: '/host/etc/cni/net.d' },
      { name: 'cni-socket-dir', mountPath: '/var/run/istio-cni' },
      { name: 'cni-netns-dir', mountPath: '/host/var/run/netns', mountPropagation: 'HostToContainer' },
      { name: 'cni-ztunnel-sock-dir', mountPath: '/var/run/ztunnel' },
      ...listAt(cni, 'volumeMounts'),
    ],
    ...fieldUnlessEmpty('resources', resourcesOf(values, cni)),
  };
}

/** The type that may reach into hosts goes with whatever else is set. */
function seLinuxOptions(cni: Tree): Tree {
  const own = treeAt(cni, 'seLinuxOptions');
  return Object.keys(own).length > 0 ? { seLinuxOptions: { type: 'spc_t', ...own } } : {};
}

function environment(cni: Tree): readonly Tree[] {
  const field = (fieldPath: string) => ({ fieldRef: { fieldPath } });
  const limit = (resource: string) => ({ resourceFieldRef: { resource: `limits.${resource}`, divisor: '1' } });
  const own: Readonly<Record<string, string | Tree>> = {
    REPAIR_NODE_NAME: field('spec.nodeName'),
    REPAIR_RUN_AS_DAEMON: 'true',
    REPAIR_SIDECAR_ANNOTATION: 'sidecar.istio.io/status',
    ...(!onHostNetwork(cni) && { ALLOW_SWITCH_TO_HOST_NS: 'true' }),
    NODE_NAME: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } },
    GOMEMLIMIT: limit('memory'),
    GOMAXPROCS: limit('cpu'),
    POD_NAME: field('metadata.name'),
    POD_NAMESPACE: field('metadata.namespace'),
    ...textsAt(cni, 'env'),
  };
  return Object.entries(own).map(([name, value]) =>
    typeof value === 'string' ? { name, value } : { name, valueFrom: value },
  );
}
