import type { NeededKind, Row } from './types.js';

const kind = (group: string, resource: string, namespaced: boolean): NeededKind => ({ group, resource, namespaced });
const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

/** Kinds that an installation of any profile creates. */
export const INSTALLED_KINDS: readonly NeededKind[] = [
  kind('', 'namespaces', false),
  kind('apiextensions.k8s.io', 'customresourcedefinitions', false),
  kind(RBAC, 'clusterroles', false),
  kind(RBAC, 'clusterrolebindings', false),
  kind(RBAC, 'roles', true),
  kind(RBAC, 'rolebindings', true),
  kind('', 'serviceaccounts', true),
  kind('', 'services', true),
  kind('', 'configmaps', true),
  kind('apps', 'deployments', true),
  kind('apps', 'daemonsets', true),
  kind('autoscaling', 'horizontalpodautoscalers', true),
  kind('policy', 'poddisruptionbudgets', true),
  kind(ADMISSION, 'mutatingwebhookconfigurations', false),
  kind(ADMISSION, 'validatingwebhookconfigurations', false),
];

/** Verbs that applying an object takes: server-side apply is a patch that may create. */
export const INSTALL_VERBS = ['create', 'patch'] as const;

/** What the API server said to one verb of one kind. */
export interface AccessAnswer {
  readonly verb: string;
  /** Undefined where it would not say. */
  readonly allowed: boolean | undefined;
  /** Its own words, if any. */
  readonly reason: string;
}

/** The body of a review of what the user may. https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/ */
export function accessReview({ group, resource, namespaced }: NeededKind, verb: string, namespace: string): object {
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb, group, resource, ...(namespaced && { namespace }) } },
  };
}

/** Whether the user may create one kind. */
export function checkAccess(needed: NeededKind, answers: readonly AccessAnswer[], namespace: string): Row {
  const name = needed.group ? `${needed.resource}.${needed.group}` : needed.resource;
  const where = needed.namespaced ? ` in namespace ${namespace}` : '';
  const row = { section: 'Rights', check: 'access', object: name } as const;
  const denied = answers.filter(({ allowed }) => allowed === false);
  const unsaid = answers.filter(({ allowed }) => allowed === undefined);
  if (denied.length > 0) {
    const reason = denied.find((answer) => answer.reason)?.reason;
    return {
      ...row,
      status: 'failed',
      code: 'IST0141',
      message: `may not ${denied.map(({ verb }) => verb).join(' or ')} ${name}${where}${reason ? `: ${reason}` : ''}`,
      hint: 'an installation takes the rights of an administrator of the cluster',
    };
  }
  if (unsaid.length > 0) {
    const reason = unsaid.find((answer) => answer.reason)?.reason;
    return {
      ...row,
      status: 'skipped',
      message: `whether you may create ${name} can't be told${reason ? `: ${reason}` : ''}`,
    };
  }
  return { ...row, status: 'ok', message: `may ${answers.map(({ verb }) => verb).join(' and ')} ${name}${where}` };
}
