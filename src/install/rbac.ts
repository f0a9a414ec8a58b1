import type { KubeObject, Tree } from './types.js';

const READ = ['get', 'list', 'watch'];
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

/** One rule: groups (comma separated, empty for core), resources, verbs. */
function rule(groups: string | readonly string[], resources: string, verbs: readonly string[]): Tree {
  const apiGroups = typeof groups === 'string' ? [groups] : groups;
  return { apiGroups, resources: resources.split(' '), verbs };
}

/** What everybody who reads a cluster of the mesh may: istiods of other clusters. */
export const READER_RULES: readonly Tree[] = [
  rule(ISTIO_GROUPS, '*', READ),
  rule('', 'endpoints pods services nodes replicationcontrollers namespaces secrets configmaps', READ),
  rule('networking.istio.io', 'workloadentries', READ),
  rule(['networking.x-k8s.io', 'gateway.networking.k8s.io'], 'gateways', READ),
  rule('apiextensions.k8s.io', 'customresourcedefinitions', READ),
  rule('discovery.k8s.io', 'endpointslices', READ),
  rule('multicluster.x-k8s.io', 'serviceexports', [...READ, 'create', 'delete']),
  rule('multicluster.x-k8s.io', 'serviceimports', READ),
  rule('apps', 'replicasets', READ),
  rule('authentication.k8s.io', 'tokenreviews', ['create']),
  rule('authorization.k8s.io', 'subjectaccessreviews', ['create']),
];

const GATEWAY_STATUSES = [
  ...['backendtlspolicies', 'gatewayclasses', 'gateways', 'grpcroutes', 'httproutes', 'referencegrants'],
  ...['tcproutes', 'tlsroutes', 'udproutes', 'listenersets'],
].map((resource) => `${resource}/status`);

/** What a control plane may in the whole cluster. */
export const ISTIOD_RULES: readonly Tree[] = [
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
  rule('multicluster.x-k8s.io', 'serviceexports', [...READ, 'create', 'delete']),
  rule('multicluster.x-k8s.io', 'serviceimports', READ),
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

/** Gateways read the certificates of their servers. */
export const GATEWAY_SECRET_RULES: readonly Tree[] = [rule('', 'secrets', READ)];

/** The CNI plugin's node agent. */
export const CNI_RULES: readonly Tree[] = [rule('', 'pods nodes namespaces', READ)];
const CNI_REPAIR_RULES: readonly Tree[] = [
  rule('', 'events', ['create', 'patch']),
  rule('', 'pods', ['watch', 'get', 'list']),
];
/** Marking the pods that it took in, and seeing whether it goes for good or is replaced. */
export const CNI_AMBIENT_RULES: readonly Tree[] = [
  rule('', 'pods/status', ['patch', 'update']),
  { ...rule('apps', 'daemonsets', ['get']), resourceNames: ['istio-cni-node'] },
];
/** Agents on nodes use host paths and capabilities, which OpenShift has to let them. */
export const PRIVILEGED_RULE: Tree = {
  ...rule('security.openshift.io', 'securitycontextconstraints', ['use']),
  resourceNames: ['privileged'],
};

/** What the agent needs to deal with pods that started before it, in the way that is chosen. */
export function cniRepairRules(way: 'repair' | 'delete' | 'label' | 'none'): readonly Tree[] {
  if (way === 'delete') return [...CNI_REPAIR_RULES, rule('', 'pods', ['delete'])];
  return way === 'label' ? [...CNI_REPAIR_RULES, rule('', 'pods/status', ['patch', 'update'])] : CNI_REPAIR_RULES;
}

const RBAC = 'rbac.authorization.k8s.io';

/** Rights and whom they are given to, as one pair of objects. */
export interface Grant {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly rules: readonly Tree[];
  readonly account: { readonly name: string; readonly namespace: string };
  /** The rights hold in this namespace; in the whole cluster without. */
  readonly namespace?: string;
  /** Name of the binding where it is another one. */
  readonly binding?: string;
}

/** The role and its binding. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export function grant({ name, labels, rules, account, namespace, binding = name }: Grant): KubeObject[] {
  const [role, roleBinding] = namespace === undefined ? ['ClusterRole', 'ClusterRoleBinding'] : ['Role', 'RoleBinding'];
  const metadata = { labels, ...(namespace !== undefined && { namespace }) };
  return [
    { apiVersion: `${RBAC}/v1`, kind: role, metadata: { name, ...metadata }, rules },
    {
      apiVersion: `${RBAC}/v1`,
      kind: roleBinding,
      metadata: { name: binding, ...metadata },
      roleRef: { apiGroup: RBAC, kind: role, name },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    },
  ];
}
