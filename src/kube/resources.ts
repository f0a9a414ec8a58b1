import { UserError } from '../model/errors.js';
import { plain } from './errors.js';

/** What every object of the API has. https://kubernetes.io/docs/concepts/overview/working-with-objects/ */
export interface ApiObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [key: string]: unknown;
}

/** A kind that is written, and where it lives in the API. */
export interface WrittenKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

function kinds(apiVersion: string, namespaced: boolean, names: Readonly<Record<string, string>>): WrittenKind[] {
  return Object.entries(names).map(([kind, plural]) => ({ apiVersion, kind, plural, namespaced }));
}

/** All kinds that an installation consists of or leaves behind. */
export const WRITTEN_KINDS: readonly WrittenKind[] = [
  ...kinds('admissionregistration.k8s.io/v1', false, {
    MutatingWebhookConfiguration: 'mutatingwebhookconfigurations',
    ValidatingWebhookConfiguration: 'validatingwebhookconfigurations',
    ValidatingAdmissionPolicy: 'validatingadmissionpolicies',
    ValidatingAdmissionPolicyBinding: 'validatingadmissionpolicybindings',
  }),
  ...kinds('autoscaling/v2', true, { HorizontalPodAutoscaler: 'horizontalpodautoscalers' }),
  ...kinds('policy/v1', true, { PodDisruptionBudget: 'poddisruptionbudgets' }),
  ...kinds('apps/v1', true, { Deployment: 'deployments', DaemonSet: 'daemonsets' }),
  ...kinds('v1', true, {
    Service: 'services',
    ConfigMap: 'configmaps',
    Secret: 'secrets',
    ServiceAccount: 'serviceaccounts',
    ResourceQuota: 'resourcequotas',
  }),
  ...kinds('k8s.cni.cncf.io/v1', true, { NetworkAttachmentDefinition: 'network-attachment-definitions' }),
  ...kinds('networking.k8s.io/v1', true, { NetworkPolicy: 'networkpolicies' }),
  ...kinds('rbac.authorization.k8s.io/v1', true, { RoleBinding: 'rolebindings', Role: 'roles' }),
  ...kinds('rbac.authorization.k8s.io/v1', false, {
    ClusterRoleBinding: 'clusterrolebindings',
    ClusterRole: 'clusterroles',
  }),
  ...kinds('gateway.networking.k8s.io/v1', false, { GatewayClass: 'gatewayclasses' }),
  ...kinds('coordination.k8s.io/v1', true, { Lease: 'leases' }),
  ...kinds('apiextensions.k8s.io/v1', false, { CustomResourceDefinition: 'customresourcedefinitions' }),
  ...kinds('v1', false, { Namespace: 'namespaces' }),
];

/**
 * The kind of an object that is to be written.
 * @throws UserError (data) for one that installations don't have; overlays can't make new objects, so it is a mistake.
 */
export function writtenKind(apiVersion: string, kind: string): WrittenKind {
  const found = WRITTEN_KINDS.find((row) => row.apiVersion === apiVersion && row.kind === kind);
  if (!found) throw new UserError('data', `${plain(apiVersion)} ${plain(kind)} is no kind that can be written`);
  return found;
}

/** Path of a collection: of one namespace, or of all without it. */
export function collectionPath({ apiVersion, plural, namespaced }: WrittenKind, namespace?: string): string {
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${base}${scope}/${plural}`;
}

/** Path of one object. @throws UserError as `writtenKind` does. */
export function objectPath({ apiVersion, kind, metadata }: ApiObject): string {
  const row = writtenKind(apiVersion, kind);
  return `${collectionPath(row, metadata.namespace ?? 'default')}/${encodeURIComponent(metadata.name)}`;
}

/** What an object is called in messages: `deployment istiod in namespace istio-system`. */
export function describeObject({ kind, metadata }: ApiObject): string {
  const { name, namespace } = metadata;
  return `${kind} ${name}${namespace ? ` in namespace ${namespace}` : ''}`;
}
