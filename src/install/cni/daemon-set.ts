import type { InstallPlan, KubeObject, Tree } from '../types.js';
import { at, fieldUnlessEmpty, listAt, textAt, treeAt } from '../values/tree.js';
import { imageOf, pullSecrets } from '../workloads.js';

/** One pod on each node, with what it needs to put a plugin into the node's network setup. */
export function cniDaemonSet(
  plan: InstallPlan,
  namespace: string,
  config: string,
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): KubeObject {
  const off = { 'sidecar.istio.io/inject': 'false' };
  const { 'k8s-app': app = '' } = selector;
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'istio-cni-node', namespace, labels: { ...labels, 'k8s-app': app } },
    spec: {
      selector: { matchLabels: { 'k8s-app': app } },
      updateStrategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: at(plan.values, 'cni', 'rollingMaxUnavailable') ?? 1 },
      },
      template: {
        metadata: {
          labels: { ...selector, ...off, 'istio.io/dataplane-mode': 'none' },
          annotations: {
            ...off,
            'container.apparmor.security.beta.kubernetes.io/install-cni': 'unconfined',
            'prometheus.io/path': '/metrics',
            'prometheus.io/port': '15014',
            'prometheus.io/scrape': 'true',
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
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [
      { effect: 'NoSchedule', operator: 'Exists' },
      { key: 'CriticalAddonsOnly', operator: 'Exists' },
      { effect: 'NoExecute', operator: 'Exists' },
    ],
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
      host('cni-netns-dir', '/var/run/netns', 'DirectoryOrCreate'),
      ...listAt(cni, 'volumes'),
    ],
  };
}

function host(name: string, path: string, type?: string): Tree {
  return { name, hostPath: { path, ...(type && { type }) } };
}

function installer(plan: InstallPlan, cni: Tree, config: string): Tree {
  const field = (fieldPath: string) => ({ fieldRef: { fieldPath } });
  const limit = (resource: string) => ({ resourceFieldRef: { resource: `limits.${resource}`, divisor: '1' } });
  const variable = (name: string, value: string | Tree) =>
    typeof value === 'string' ? { name, value } : { name, valueFrom: value };
  const level = textAt(cni, 'logging', 'level') || textAt(plan.values, 'global', 'logging', 'level');
  return {
    name: 'install-cni',
    image: imageOf(plan, textAt(cni, 'image'), cni),
    ...fieldUnlessEmpty('imagePullPolicy', textAt(plan.values, 'global', 'imagePullPolicy')),
    command: ['install-cni'],
    args: [...(level ? [`--log_output_level=${level}`] : [])],
    ports: [{ containerPort: 15014, name: 'metrics', protocol: 'TCP' }],
    readinessProbe: { httpGet: { path: '/readyz', port: 8000 } },
    securityContext: {
      privileged: false,
      runAsUser: 0,
      runAsGroup: 0,
      runAsNonRoot: false,
      capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW', 'SYS_PTRACE', 'SYS_ADMIN', 'DAC_OVERRIDE'] },
    },
    envFrom: [{ configMapRef: { name: config } }],
    env: [
      variable('REPAIR_NODE_NAME', field('spec.nodeName')),
      variable('REPAIR_RUN_AS_DAEMON', 'true'),
      variable('REPAIR_SIDECAR_ANNOTATION', 'sidecar.istio.io/status'),
      variable('ALLOW_SWITCH_TO_HOST_NS', 'true'),
      variable('NODE_NAME', { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } }),
      variable('GOMEMLIMIT', limit('memory')),
      variable('GOMAXPROCS', limit('cpu')),
      variable('POD_NAME', field('metadata.name')),
      variable('POD_NAMESPACE', field('metadata.namespace')),
    ],
    volumeMounts: [
      { name: 'cni-bin-dir', mountPath: '/host/opt/cni/bin' },
      { name: 'cni-host-procfs', mountPath: '/host/proc', readOnly: true },
      { name: 'cni-net-dir', mountPath: '/host/etc/cni/net.d' },
      { name: 'cni-socket-dir', mountPath: '/var/run/istio-cni' },
      { name: 'cni-netns-dir', mountPath: '/host/var/run/netns', mountPropagation: 'HostToContainer' },
      { name: 'cni-ztunnel-sock-dir', mountPath: '/var/run/ztunnel' },
      ...listAt(cni, 'volumeMounts'),
    ],
    ...fieldUnlessEmpty('resources', treeAt(cni, 'resources')),
  };
}
