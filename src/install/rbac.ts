import type { KubeObject, Tree } from './types.js';

export const READ = ['get', 'list', 'watch'];

/** One rule: groups (comma separated, empty for core), resources, verbs. */
export function rule(groups: string | readonly string[], resources: string, verbs: readonly string[]): Tree {
  const apiGroups = typeof groups === 'string' ? [groups] : groups;
  return { apiGroups, resources: resources.split(' '), verbs };
}

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
