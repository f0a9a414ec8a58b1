import { istiodName, revisionLabel } from '../names.js';
import type { InstallPlan, KubeObject, Tree } from '../types.js';
import { at, fieldUnlessEmpty, isTrue, listAt, numberAt, textAt, textsAt, treeAt } from '../values/tree.js';
import { imageOf, pullSecrets, resourcesOf } from '../workloads.js';
import type { GatewayFacts } from './facts.js';
import { gatewayScheduling } from './scheduling.js';
import { gatewayMounts, gatewayVolumes } from './volumes.js';

/** The proxy of a gateway. https://istio.io/latest/docs/tasks/traffic-management/ingress/ingress-control/ */
export function gatewayDeployment(plan: InstallPlan, facts: GatewayFacts): KubeObject {
  const { name, namespace, labels, selector, settings } = facts;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: { ...labels, 'istio.io/dataplane-mode': 'none' } },
    spec: {
      ...(isTrue(settings, 'autoscaleEnabled') ? {} : replicas(settings)),
      strategy: {
        rollingUpdate: {
          maxSurge: at(settings, 'rollingMaxSurge'),
          maxUnavailable: at(settings, 'rollingMaxUnavailable'),
        },
      },
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: podLabels(plan, facts), annotations: podAnnotations(plan, facts) },
        spec: podSpec(plan, facts),
      },
    },
  };
}

function podLabels(plan: InstallPlan, { name, namespace, labels, selector }: GatewayFacts): Tree {
  const { release: _, ...owned } = labels;
  const version = selector['app.kubernetes.io/version'] || selector['version'] || plan.revision;
  return {
    ...owned,
    // Marks of a chart that long is gone, which are still on pods beside the control plane.
    ...(namespace === 'istio-system' && { chart: 'gateways', heritage: 'Tiller', release: 'istio' }),
    'istio.io/dataplane-mode': 'none',
    'service.istio.io/canonical-name': name,
    'service.istio.io/canonical-revision': version || 'latest',
    'sidecar.istio.io/inject': 'false',
  };
}

function podAnnotations(plan: InstallPlan, { settings }: GatewayFacts): Tree {
  const merges = at(plan.values, 'meshConfig', 'enablePrometheusMerge') !== false;
  return {
    'istio.io/rev': revisionLabel(plan.revision),
    ...(merges && {
      'prometheus.io/path': '/stats/prometheus',
      'prometheus.io/port': '15020',
      'prometheus.io/scrape': 'true',
    }),
    'sidecar.istio.io/inject': 'false',
    ...textsAt(settings, 'podAnnotations'),
  };
}

function replicas(settings: Tree): Tree {
  const count = numberAt(settings, 'replicaCount');
  return count === undefined ? {} : { replicas: count };
}

const PROXY_USER = 1337;

function podSpec(plan: InstallPlan, facts: GatewayFacts): Tree {
  const { values } = plan;
  return {
    ...(isTrue(facts.settings, 'runAsRoot') ? {} : { securityContext: podSecurity(values) }),
    serviceAccountName: facts.account,
    ...fieldUnlessEmpty('priorityClassName', textAt(values, 'global', 'priorityClassName')),
    ...pullSecrets(values),
    ...gatewayScheduling(values, facts.settings),
    containers: [proxy(plan, facts), ...listAt(facts.settings, 'additionalContainers')],
    volumes: gatewayVolumes(plan, facts),
  };
}

function podSecurity(values: Tree): Tree {
  // OpenShift gives each namespace users of its own.
  const user =
    textAt(values, 'global', 'platform') === 'openshift' ? {} : { runAsUser: PROXY_USER, runAsGroup: PROXY_USER };
  return { ...user, runAsNonRoot: true, ...treeAt(values, 'gateways', 'securityContext') };
}

function proxy(plan: InstallPlan, facts: GatewayFacts): Tree {
  const { values } = plan;
  const { settings } = facts;
  const variant = textAt(values, 'global', 'proxy', 'variant');
  return {
    name: 'istio-proxy',
    image: imageOf(plan, textAt(values, 'global', 'proxy', 'image'), { variant }),
    ...fieldUnlessEmpty('imagePullPolicy', textAt(values, 'global', 'imagePullPolicy')),
    ports: [
      ...listAt(settings, 'ports').map((port) => ({
        containerPort: at(port, 'targetPort') ?? at(port, 'port'),
        protocol: textAt(port, 'protocol') || 'TCP',
      })),
      { containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' },
    ],
    args: args(values),
    ...(isTrue(settings, 'runAsRoot') ? {} : { securityContext: containerSecurity(values) }),
    readinessProbe: {
      failureThreshold: 30,
      httpGet: { path: '/healthz/ready', port: 15021, scheme: 'HTTP' },
      initialDelaySeconds: 1,
      periodSeconds: 2,
      successThreshold: 1,
      timeoutSeconds: 1,
    },
    ...fieldUnlessEmpty('resources', resourcesOf(values, settings)),
    env: environment(plan, facts),
    volumeMounts: gatewayMounts(values, settings),
  };
}

function containerSecurity(values: Tree): Tree {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    readOnlyRootFilesystem: true,
    ...fieldUnlessEmpty('seccompProfile', treeAt(values, 'gateways', 'seccompProfile')),
  };
}

function args(values: Tree): readonly string[] {
  const logLevel = textAt(values, 'global', 'proxy', 'logLevel');
  const componentLevel = textAt(values, 'global', 'proxy', 'componentLogLevel');
  const level = textAt(values, 'global', 'logging', 'level');
  const sts = numberAt(values, 'global', 'sts', 'servicePort') ?? 0;
  return [
    'proxy',
    'router',
    '--domain',
    `$(POD_NAMESPACE).svc.${textAt(values, 'global', 'proxy', 'clusterDomain')}`,
    ...(logLevel ? [`--proxyLogLevel=${logLevel}`] : []),
    ...(componentLevel ? [`--proxyComponentLogLevel=${componentLevel}`] : []),
    ...(level ? [`--log_output_level=${level}`] : []),
    ...(isTrue(values, 'global', 'logAsJson') ? ['--log_as_json'] : []),
    ...(sts > 0 ? [`--stsPort=${sts}`] : []),
  ];
}

/** What the agent is told of itself; the gateway's own settings and the mesh's proxyMetadata come last. */
function environment(plan: InstallPlan, facts: GatewayFacts): readonly Tree[] {
  const { values } = plan;
  const { name, namespace } = facts;
  const field = (fieldPath: string, versioned = true) => ({
    fieldRef: { ...(versioned && { apiVersion: 'v1' }), fieldPath },
  });
  const trustDomain = textAt(values, 'meshConfig', 'trustDomain') || 'cluster.local';
  const network = textAt(facts.settings, 'env', 'ISTIO_META_NETWORK') ? '' : textAt(values, 'global', 'network');
  const own: readonly (readonly [string, string | Tree])[] = [
    ['PILOT_CERT_PROVIDER', textAt(values, 'global', 'pilotCertProvider')],
    ['CA_ADDR', textAt(values, 'global', 'caAddress') || `${istiodName(plan.revision)}.${plan.namespace}.svc:15012`],
    ['NODE_NAME', field('spec.nodeName')],
    ['POD_NAME', field('metadata.name')],
    ['POD_NAMESPACE', field('metadata.namespace')],
    ['INSTANCE_IP', field('status.podIP')],
    ['HOST_IP', field('status.hostIP')],
    ['ISTIO_CPU_LIMIT', { resourceFieldRef: { resource: 'limits.cpu', divisor: '1' } }],
    ['SERVICE_ACCOUNT', field('spec.serviceAccountName', false)],
    ['ISTIO_META_WORKLOAD_NAME', name],
    ['ISTIO_META_OWNER', `kubernetes://apis/apps/v1/namespaces/${namespace}/deployments/${name}`],
    ['ISTIO_META_MESH_ID', textAt(values, 'global', 'meshID') || trustDomain],
    ['TRUST_DOMAIN', trustDomain],
    ...(isTrue(facts.settings, 'runAsRoot') ? [] : [['ISTIO_META_UNPRIVILEGED_POD', 'true'] as const]),
    ...(network ? [['ISTIO_META_NETWORK', network] as const] : []),
    ['ISTIO_META_CLUSTER_ID', textAt(values, 'global', 'multiCluster', 'clusterName') || 'Kubernetes'],
    ['ISTIO_META_NODE_NAME', field('spec.nodeName', false)],
    ...Object.entries({
      ...textsAt(facts.settings, 'env'),
      ...textsAt(values, 'meshConfig', 'defaultConfig', 'proxyMetadata'),
    }),
  ];
  return own.map(([key, value]) =>
    typeof value === 'string' ? { name: key, value } : { name: key, valueFrom: value },
  );
}
