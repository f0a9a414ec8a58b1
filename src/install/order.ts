import type { KubeObject } from './types.js';

/** Kinds in the order in which they are applied: what others need comes first. */
const KINDS = [
  'Namespace',
  'CustomResourceDefinition',
  'ServiceAccount',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'NetworkAttachmentDefinition',
  'ResourceQuota',
  'NetworkPolicy',
  'ConfigMap',
  'Secret',
  'Service',
  'Deployment',
  'DaemonSet',
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
];

/** Objects in the order of applying, and by namespace and name within a kind. */
export function sortObjects(objects: readonly KubeObject[]): KubeObject[] {
  const rank = (object: KubeObject) => {
    const at = KINDS.indexOf(object.kind);
    return at < 0 ? KINDS.length : at;
  };
  const key = ({ metadata }: KubeObject) => `${metadata.namespace ?? ''}/${metadata.name}`;
  return [...objects].sort((a, b) => rank(a) - rank(b) || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** `Kind namespace/name`, what one object is called in messages and by which two manifests are compared. */
export function objectId({ kind, metadata }: KubeObject): string {
  return metadata.namespace ? `${kind} ${metadata.namespace}/${metadata.name}` : `${kind} ${metadata.name}`;
}
