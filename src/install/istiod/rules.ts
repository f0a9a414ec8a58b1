import { READ, rule } from '../rbac.js';
import type { Tree } from '../types.js';
import { isTrue, listAt, textAt, treeAt } from '../values/tree.js';

const WRITE = ['get', 'watch', 'list', 'update', 'patch', 'create', 'delete'];
const ISTIO_GROUPS = [
  'config.istio.io',
  'security.istio.io',
  'networking.istio.io',
  'authentication.istio.io',
  'rbac.istio.io',
  'telemetry.istio.io',
  'extensions.istio.io',
];

/** What everybody who reads a cluster of the mesh may: istiods of other clusters, which in a remote one also keep webhooks. */
export function readerRules(values: Tree): readonly Tree[] {
  return [
    ...READER_RULES,
    ...mcsRules(values),
    ...READER_REVIEWS,
    ...(isTrue(values, 'istiodRemote', 'enabled') ? REMOTE_RULES : []),
  ];
}

const READER_RULES: readonly Tree[] = [
  rule(ISTIO_GROUPS, '*', READ),
  rule('', 'endpoints pods services nodes replicationcontrollers namespaces secrets configmaps', READ),
  rule('networking.istio.io', 'workloadentries', READ),
  rule(['networking.x-k8s.io', 'gateway.networking.k8s.io'], 'gateways', READ),
  rule('apiextensions.k8s.io', 'customresourcedefinitions', READ),
  rule('discovery.k8s.io', 'endpointslices', READ),
];
const READER_REVIEWS: readonly Tree[] = [
  rule('apps', 'replicasets', READ),
  rule('authentication.k8s.io', 'tokenreviews', ['create']),
  rule('authorization.k8s.io', 'subjectaccessreviews', ['create']),
];

const GATEWAY_STATUSES = [
  ...['backendtlspolicies', 'gatewayclasses', 'gateways', 'grpcroutes', 'httproutes', 'referencegrants'],
  ...['tcproutes', 'tlsroutes', 'udproutes', 'listenersets'],
].map((resource) => `${resource}/status`);

const REMOTE_RULES: readonly Tree[] = [
  rule('', 'configmaps', ['create', 'get', 'list', 'watch', 'update']),
  rule('admissionregistration.k8s.io', 'mutatingwebhookconfigurations', [...READ, 'update', 'patch']),
  rule('admissionregistration.k8s.io', 'validatingwebhookconfigurations', [...READ, 'update']),
];

/** Services that clusters share, by the API that is chosen. https://istio.io/latest/docs/ops/configuration/traffic-management/multicluster/ */
function mcsRules(values: Tree): readonly Tree[] {
  const group = textAt(values, 'pilot', 'env', 'MCS_API_GROUP') || 'multicluster.x-k8s.io';
  return [rule(group, 'serviceexports', [...READ, 'create', 'delete']), rule(group, 'serviceimports', READ)];
}

/** What a control plane may in the whole cluster, with what it needs for what it is set to do. */
export function istiodRules(values: Tree): readonly Tree[] {
  return [
    ...ISTIOD_RULES,
    ...mcsRules(values),
    ...(isTrue(values, 'global', 'istiod', 'enableAnalysis') ? ANALYSIS_RULES : []),
    ...(isTrue(values, 'pilot', 'taint', 'enabled') ? [rule('', 'nodes', ['patch'])] : []),
    ...signingRules(values),
  ];
}

/** Findings are written into the status of what they are about. */
const ANALYSIS_RULES: readonly Tree[] = [
  rule(
    ISTIO_GROUPS,
    [
      ...[
        'authorizationpolicies',
        'destinationrules',
        'envoyfilters',
        'gateways',
        'peerauthentications',
        'proxyconfigs',
      ],
      ...['requestauthentications', 'serviceentries', 'sidecars', 'telemetries', 'virtualservices', 'wasmplugins'],
      ...['workloadentries', 'workloadgroups'],
    ]
      .map((resource) => `${resource}/status`)
      .join(' '),
    ['update', 'patch'],
  ),
  rule(['extensions', 'networking.k8s.io'], 'ingresses', READ),
  rule(['extensions', 'networking.k8s.io'], 'ingresses/status', ['*']),
];

/** Certificates that the API of Kubernetes signs, and roots that it hands out. https://istio.io/latest/docs/tasks/security/cert-management/custom-ca-k8s/ */
function signingRules(values: Tree): readonly Tree[] {
  const provider = textAt(values, 'global', 'pilotCertProvider');
  const env = treeAt(values, 'pilot', 'env');
  const signs = textAt(env, 'EXTERNAL_CA') !== '' || !['istiod', 'custom', 'none'].includes(provider);
  const requests = 'certificatesigningrequests certificatesigningrequests/approval certificatesigningrequests/status';
  const signers = (names: readonly unknown[], verb: string) => ({
    ...rule('certificates.k8s.io', 'signers', [verb]),
    resourceNames: names,
  });
  return [
    ...(signs
      ? [
          rule('certificates.k8s.io', requests, ['update', 'create', 'get', 'delete', 'watch']),
          signers(listAt(values, 'global', 'certSigners'), 'approve'),
        ]
      : []),
    ...(isTrue(env, 'ENABLE_CLUSTER_TRUST_BUNDLE_API')
      ? [
          rule('certificates.k8s.io', 'clustertrustbundles', ['update', 'create', 'delete', 'list', 'watch', 'get']),
          signers(['istio.io/istiod-ca'], 'attest'),
        ]
      : []),
  ];
}

const ISTIOD_RULES: readonly Tree[] = [
  rule('admissionregistration.k8s.io', 'mutatingwebhookconfigurations', [...READ, 'update', 'patch']),
  rule('admissionregistration.k8s.io', 'validatingwebhookconfigurations', [...READ, 'update']),
  rule(ISTIO_GROUPS, '*', READ),
  rule('networking.istio.io', 'workloadentries', WRITE),
  rule('networking.istio.io', 'workloadentries/status serviceentries/status', WRITE),
  rule('security.istio.io', 'authorizationpolicies/status', WRITE),
  rule('', 'services/status', WRITE),
  rule('apiextensions.k8s.io', 'customresourcedefinitions', READ),
  rule('', 'pods nodes services namespaces endpoints', READ),
  rule('discovery.k8s.io', 'endpointslices', READ),
  rule('networking.k8s.io', 'ingresses ingressclasses', READ),
  rule('networking.k8s.io', 'ingresses/status', ['*']),
  rule('', 'configmaps', ['create', 'get', 'list', 'watch', 'update']),
  rule('authentication.k8s.io', 'tokenreviews', ['create']),
  rule('authorization.k8s.io', 'subjectaccessreviews', ['create']),
  rule(['gateway.networking.k8s.io', 'gateway.networking.x-k8s.io'], '*', READ),
  rule('gateway.networking.x-k8s.io', 'xbackendtrafficpolicies/status', ['update', 'patch']),
  rule('gateway.networking.k8s.io', GATEWAY_STATUSES.join(' '), ['update', 'patch']),
  rule('gateway.networking.k8s.io', 'gatewayclasses', ['create', 'update', 'patch', 'delete']),
  rule('inference.networking.k8s.io', 'inferencepools', READ),
  rule('inference.networking.k8s.io', 'inferencepools/status', ['update', 'patch']),
  rule('', 'secrets', READ),
];

/** What it needs to run gateways of the Gateway API. */
export const GATEWAY_CONTROLLER_RULES: readonly Tree[] = [
  rule('apps', 'deployments', WRITE),
  rule('autoscaling', 'horizontalpodautoscalers', WRITE),
  rule('policy', 'poddisruptionbudgets', WRITE),
  rule('', 'services', WRITE),
  rule('', 'serviceaccounts', WRITE),
];

/** What it may in its own namespace: its certificates, its elections, and a dry run of a Gateway to see its webhook work. */
export const ISTIOD_NAMESPACE_RULES: readonly Tree[] = [
  rule('networking.istio.io', 'gateways', ['create']),
  rule('', 'secrets', ['create', 'get', 'watch', 'list', 'update', 'delete']),
  rule('', 'configmaps', ['delete']),
  rule('coordination.k8s.io', 'leases', ['get', 'update', 'patch', 'create']),
];
