import { istiodName, revisionLabel } from '../names.js';
import type { InstallPlan, KubeObject, Tree } from '../types.js';
import { at, fieldUnlessEmpty, isTrue, listAt, numberAt, textAt, textsAt, treeAt } from '../values/tree.js';
import { imageOf, pullSecrets } from '../workloads.js';
import type { GatewayFacts } from './facts.js';

/** The proxy of a gateway. https://istio.io/latest/docs/tasks/traffic-management/ingress/ingress-control/ */
export function gatewayDeployment(plan: InstallPlan, facts: GatewayFacts): KubeObject {
  const { name, namespace, labels, selector, settings } = facts;
  const { release: _, ...owned } = labels;
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
        metadata: {
          labels: {
            ...owned,
            chart: 'gateways',
            heritage: 'Tiller',
            release: 'istio',
            'istio.io/dataplane-mode': 'none',
            'service.istio.io/canonical-name': selector['app'] ?? name,
            'service.istio.io/canonical-revision': 'latest',
            'sidecar.istio.io/inject': 'false',
          },
          annotations: {
            'istio.io/rev': revisionLabel(plan.revision),
            'prometheus.io/path': '/stats/prometheus',
            'prometheus.io/port': '15020',
            'prometheus.io/scrape': 'true',
            'sidecar.istio.io/inject': 'false',
            ...textsAt(settings, 'podAnnotations'),
          },
        },
        spec: podSpec(plan, facts),
      },
    },
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
    securityContext: {
      // OpenShift gives each namespace users of its own.
      ...(textAt(values, 'global', 'platform') !== 'openshift' && { runAsUser: PROXY_USER, runAsGroup: PROXY_USER }),
      runAsNonRoot: true,
      ...treeAt(values, 'gateways', 'securityContext'),
    },
    serviceAccountName: facts.account,
    ...fieldUnlessEmpty('priorityClassName', textAt(values, 'global', 'priorityClassName')),
    ...pullSecrets(values),
    ...fieldUnlessEmpty('nodeSelector', treeAt(facts.settings, 'nodeSelector')),
    ...fieldUnlessEmpty('tolerations', listAt(facts.settings, 'tolerations')),
    containers: [proxy(plan, facts)],
    volumes: volumes(plan, facts),
  };
}

function proxy(plan: InstallPlan, facts: GatewayFacts): Tree {
  const { values } = plan;
  const { settings } = facts;
  const logLevel = textAt(values, 'global', 'proxy', 'logLevel');
  const componentLevel = textAt(values, 'global', 'proxy', 'componentLogLevel');
  const level = textAt(values, 'global', 'logging', 'level');
  return {
    name: 'istio-proxy',
    image: imageOf(plan, textAt(values, 'global', 'proxy', 'image')),
    ...fieldUnlessEmpty('imagePullPolicy', textAt(values, 'global', 'imagePullPolicy')),
    ports: [
      ...listAt(settings, 'ports').map((port) => ({
        containerPort: at(port, 'targetPort') ?? at(port, 'port'),
        protocol: textAt(port, 'protocol') || 'TCP',
      })),
      { containerPort: 15090, protocol: 'TCP', name: 'http-envoy-prom' },
    ],
    args: [
      'proxy',
      'router',
      '--domain',
      `$(POD_NAMESPACE).svc.${textAt(values, 'global', 'proxy', 'clusterDomain')}`,
      ...(logLevel ? [`--proxyLogLevel=${logLevel}`] : []),
      ...(componentLevel ? [`--proxyComponentLogLevel=${componentLevel}`] : []),
      ...(level ? [`--log_output_level=${level}`] : []),
      ...(isTrue(values, 'global', 'logAsJson') ? ['--log_as_json'] : []),
    ],
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      ...fieldUnlessEmpty('seccompProfile', treeAt(values, 'gateways', 'seccompProfile')),
    },
    readinessProbe: {
      failureThreshold: 30,
      httpGet: { path: '/healthz/ready', port: 15021, scheme: 'HTTP' },
      initialDelaySeconds: 1,
      periodSeconds: 2,
      successThreshold: 1,
      timeoutSeconds: 1,
    },
    ...fieldUnlessEmpty('resources', treeAt(settings, 'resources')),
    env: environment(plan, facts),
    volumeMounts: [
      mount('workload-socket', '/var/run/secrets/workload-spiffe-uds'),
      mount('credential-socket', '/var/run/secrets/credential-uds'),
      mount('workload-certs', '/var/run/secrets/workload-spiffe-credentials'),
      mount('istio-envoy', '/etc/istio/proxy'),
      mount('config-volume', '/etc/istio/config'),
      mount('istiod-ca-cert', '/var/run/secrets/istio'),
      mount('istio-token', '/var/run/secrets/tokens', true),
      mount('istio-data', '/var/lib/istio/data'),
      mount('podinfo', '/etc/istio/pod'),
      ...listAt(settings, 'secretVolumes').map((v) => mount(textAt(v, 'name'), textAt(v, 'mountPath'), true)),
    ],
  };
}

function mount(name: string, mountPath: string, readOnly = false): Tree {
  return { name, mountPath, ...(readOnly && { readOnly }) };
}

/** What the agent is told of itself; the gateway's own settings and the mesh's proxyMetadata come last. */
function environment(plan: InstallPlan, facts: GatewayFacts): readonly Tree[] {
  const { values } = plan;
  const { name, namespace } = facts;
  const field = (fieldPath: string, versioned = true) => ({
    fieldRef: { ...(versioned && { apiVersion: 'v1' }), fieldPath },
  });
  const trustDomain = textAt(values, 'meshConfig', 'trustDomain') || 'cluster.local';
  const network = textAt(values, 'global', 'network');
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
    ['ISTIO_META_UNPRIVILEGED_POD', 'true'],
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

function volumes(plan: InstallPlan, facts: GatewayFacts): readonly Tree[] {
  const pod = (path: string) => ({ path, fieldRef: { fieldPath: `metadata.${path}` } });
  return [
    { emptyDir: {}, name: 'workload-socket' },
    { emptyDir: {}, name: 'credential-socket' },
    { emptyDir: {}, name: 'workload-certs' },
    { name: 'istiod-ca-cert', configMap: { name: 'istio-ca-root-cert' } },
    { name: 'podinfo', downwardAPI: { items: [pod('labels'), pod('annotations')] } },
    { name: 'istio-envoy', emptyDir: {} },
    { name: 'istio-data', emptyDir: {} },
    {
      name: 'istio-token',
      projected: {
        sources: [
          {
            serviceAccountToken: {
              audience: textAt(plan.values, 'global', 'sds', 'token', 'aud'),
              expirationSeconds: 43200,
              path: 'istio-token',
            },
          },
        ],
      },
    },
    { name: 'config-volume', configMap: { name: facts.meshConfigMap, optional: true } },
    ...listAt(facts.settings, 'secretVolumes').map((v) => ({
      name: textAt(v, 'name'),
      secret: { secretName: textAt(v, 'secretName'), optional: true },
    })),
  ];
}
