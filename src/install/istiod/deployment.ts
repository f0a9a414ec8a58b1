import { isObject } from '../../model/decode.js';
import { ownedLabels } from '../labels.js';
import { istiodName, revisionLabel, revisionSuffix } from '../names.js';
import { revisioned } from '../network-policy.js';
import type { InstallPlan, KubeObject, Tree } from '../types.js';
import { at, fieldUnlessEmpty, isTrue, listAt, numberAt, textAt, textsAt, treeAt } from '../values/tree.js';
import { imageOf, pullSecrets, resourcesOf } from '../workloads.js';

/** The control plane. https://istio.io/latest/docs/ops/deployment/architecture/#istiod */
export function istiodDeployment(plan: InstallPlan): KubeObject {
  const { values } = plan;
  const selector = istiodSelector(plan.revision);
  const labels: Record<string, string> = { ...selector, app: 'istiod', ...ownedLabels(plan, 'pilot', 'istiod') };
  const { release: _, ...podLabels } = labels;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: istiodName(plan.revision),
      namespace: plan.namespace,
      labels: { ...labels, istio: istioLabel(plan.revision), ...textsAt(values, 'pilot', 'deploymentLabels') },
      ...annotations(textsAt(values, 'pilot', 'deploymentAnnotations')),
    },
    spec: {
      ...replicas(plan),
      strategy: {
        rollingUpdate: {
          maxSurge: at(values, 'pilot', 'rollingMaxSurge'),
          maxUnavailable: at(values, 'pilot', 'rollingMaxUnavailable'),
        },
      },
      selector: { matchLabels: selector },
      template: {
        metadata: {
          labels: {
            ...podLabels,
            istio: istioLabel(plan.revision),
            'istio.io/dataplane-mode': 'none',
            'sidecar.istio.io/inject': 'false',
            ...textsAt(values, 'pilot', 'podLabels'),
          },
          annotations: {
            ...(at(values, 'meshConfig', 'enablePrometheusMerge') !== false && {
              'prometheus.io/port': '15014',
              'prometheus.io/scrape': 'true',
            }),
            'sidecar.istio.io/inject': 'false',
            ...textsAt(values, 'pilot', 'podAnnotations'),
          },
        },
        spec: podSpec(plan),
      },
    },
  };
}

/** Labels by which Service and Deployment find the pods; those of a revision by the revision as well. */
export function istiodSelector(revision: string): Record<string, string> {
  return revisionSuffix(revision) === ''
    ? { istio: 'pilot' }
    : { app: 'istiod', 'istio.io/rev': revisionLabel(revision) };
}

/** Label `istio` of a control plane: only the default revision answers to `pilot`. */
export function istioLabel(revision: string): string {
  return revisionSuffix(revision) === '' ? 'pilot' : 'istiod';
}

function annotations(map: Record<string, string>): Tree {
  return fieldUnlessEmpty('annotations', map);
}

/** How many there are: a number without autoscaling, else the autoscaler's business. */
function replicas({ values }: InstallPlan): Tree {
  if (isTrue(values, 'pilot', 'autoscaleEnabled')) return {};
  return { replicas: numberAt(values, 'pilot', 'replicaCount') ?? 1 };
}

function podSpec(plan: InstallPlan): Tree {
  const { values } = plan;
  return {
    serviceAccountName: istiodName(plan.revision),
    ...fieldUnlessEmpty('priorityClassName', textAt(values, 'global', 'priorityClassName')),
    ...pullSecrets(values),
    ...fieldUnlessEmpty('nodeSelector', treeAt(values, 'pilot', 'nodeSelector')),
    ...fieldUnlessEmpty('affinity', treeAt(values, 'pilot', 'affinity')),
    // A node without the CNI plugin takes no pods, but the control plane has to come up first.
    tolerations: [{ key: 'cni.istio.io/not-ready', operator: 'Exists' }, ...listAt(values, 'pilot', 'tolerations')],
    ...fieldUnlessEmpty('topologySpreadConstraints', listAt(values, 'pilot', 'topologySpreadConstraints')),
    ...fieldUnlessEmpty('initContainers', listAt(values, 'pilot', 'initContainers')),
    containers: [discovery(plan)],
    volumes: [
      { emptyDir: { medium: 'Memory' }, name: 'local-certs' },
      { name: 'istio-token', projected: { sources: [{ serviceAccountToken: tokenOf(values) }] } },
      { name: 'cacerts', secret: { secretName: 'cacerts', optional: true } },
      { name: 'istio-kubeconfig', secret: { secretName: 'istio-kubeconfig', optional: true } },
      { name: 'istio-csr-dns-cert', secret: { secretName: 'istiod-tls', optional: true } },
      { name: 'istio-csr-ca-configmap', configMap: { name: 'istio-ca-root-cert', defaultMode: 420, optional: true } },
      ...(extraRoots(values) ? [{ name: 'extracacerts', configMap: { name: jwksRootsName(plan) } }] : []),
      ...listAt(values, 'pilot', 'volumes'),
    ],
  };
}

/** Name of the ConfigMap with further roots that keys of tokens are fetched with. */
export const jwksRootsName = (plan: InstallPlan): string => revisioned(plan, 'pilot-jwks-extra-cacerts');

const extraRoots = (values: Tree): boolean => textAt(values, 'pilot', 'jwksResolverExtraRootCA') !== '';

function tokenOf(values: Tree): Tree {
  return { audience: textAt(values, 'global', 'sds', 'token', 'aud'), expirationSeconds: 43200, path: 'istio-token' };
}

function discovery(plan: InstallPlan): Tree {
  const { values } = plan;
  return {
    name: 'discovery',
    image: imageOf(plan, textAt(values, 'pilot', 'image'), treeAt(values, 'pilot')),
    ...fieldUnlessEmpty('imagePullPolicy', textAt(values, 'global', 'imagePullPolicy')),
    args: [
      'discovery',
      '--monitoringAddr=:15014',
      ...(textAt(values, 'global', 'logging', 'level')
        ? [`--log_output_level=${textAt(values, 'global', 'logging', 'level')}`]
        : []),
      ...(isTrue(values, 'global', 'logAsJson') ? ['--log_as_json'] : []),
      '--domain',
      textAt(values, 'global', 'proxy', 'clusterDomain'),
      '--keepaliveMaxServerConnectionAge',
      textAt(values, 'pilot', 'keepaliveMaxServerConnectionAge'),
      ...listAt(values, 'pilot', 'extraContainerArgs'),
    ],
    ports: [
      port(8080, 'http-debug'),
      port(15010, 'grpc-xds'),
      port(15012, 'tls-xds'),
      port(15017, 'https-webhooks'),
      port(15014, 'http-monitoring'),
    ],
    readinessProbe: {
      httpGet: { path: '/ready', port: 8080 },
      initialDelaySeconds: 1,
      periodSeconds: 3,
      timeoutSeconds: 5,
    },
    env: environment(plan),
    ...fieldUnlessEmpty('resources', resourcesOf(values, treeAt(values, 'pilot'))),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
      ...fieldUnlessEmpty('seccompProfile', treeAt(values, 'pilot', 'seccompProfile')),
    },
    volumeMounts: [
      { name: 'istio-token', mountPath: '/var/run/secrets/tokens', readOnly: true },
      { name: 'local-certs', mountPath: '/var/run/secrets/istio-dns' },
      { name: 'cacerts', mountPath: '/etc/cacerts', readOnly: true },
      { name: 'istio-kubeconfig', mountPath: '/var/run/secrets/remote', readOnly: true },
      { name: 'istio-csr-dns-cert', mountPath: '/var/run/secrets/istiod/tls', readOnly: true },
      { name: 'istio-csr-ca-configmap', mountPath: '/var/run/secrets/istiod/ca', readOnly: true },
      ...(extraRoots(values) ? [{ name: 'extracacerts', mountPath: '/cacerts' }] : []),
      ...listAt(values, 'pilot', 'volumeMounts'),
    ],
  };
}

function port(containerPort: number, name: string): Tree {
  return { containerPort, name, protocol: 'TCP' };
}

/** What istiod is told; a setting of `pilot.env` beats the one of the same name here. */
function environment(plan: InstallPlan): readonly Tree[] {
  const { values, namespace } = plan;
  const field = (fieldPath: string) => ({ fieldRef: { apiVersion: 'v1', fieldPath } });
  const ztunnels = textAt(values, 'pilot', 'trustedZtunnelNamespace') || namespace;
  const sampling = textAt(values, 'pilot', 'traceSampling');
  const own: readonly (readonly [string, string | Tree])[] = [
    ['REVISION', revisionLabel(plan.revision)],
    ['PILOT_CERT_PROVIDER', textAt(values, 'global', 'pilotCertProvider')],
    ['POD_NAME', field('metadata.name')],
    ['POD_NAMESPACE', field('metadata.namespace')],
    ['SERVICE_ACCOUNT', field('spec.serviceAccountName')],
    ['KUBECONFIG', '/var/run/secrets/remote/config'],
    ['CA_TRUSTED_NODE_ACCOUNTS', `${ztunnels}/${textAt(values, 'pilot', 'trustedZtunnelName') || 'ztunnel'}`],
    ...(sampling === '' || sampling === '0' ? [] : [['PILOT_TRACE_SAMPLING', sampling] as const]),
    ...externalControlPlane(values),
    ['PILOT_ENABLE_ANALYSIS', String(isTrue(values, 'global', 'istiod', 'enableAnalysis'))],
    ['CLUSTER_ID', textAt(values, 'global', 'multiCluster', 'clusterName') || 'Kubernetes'],
    ['GOMAXPROCS', { resourceFieldRef: { resource: 'limits.cpu', divisor: '1' } }],
    ['PLATFORM', textAt(values, 'global', 'platform')],
    ...(isTrue(values, 'pilot', 'taint', 'enabled')
      ? [['PILOT_ENABLE_NODE_UNTAINT_CONTROLLERS', 'true'] as const]
      : []),
  ];
  const written = textsAt(values, 'pilot', 'env');
  const named = [
    ...own.filter(([name]) => !Object.hasOwn(written, name)),
    ...Object.entries(written).sort(([a], [b]) => (a < b ? -1 : 1)),
  ].map(([name, value]) => (typeof value === 'string' ? { name, value } : { name, valueFrom: value }));
  return [...named, ...listAt(values, 'pilot', 'envVarFrom').filter(isObject)];
}

function externalControlPlane(values: Tree): readonly (readonly [string, string])[] {
  return isTrue(values, 'global', 'externalIstiod') ? [['EXTERNAL_ISTIOD', 'true']] : [];
}
