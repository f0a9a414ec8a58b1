import { isObject } from '../model/decode.js';
import { KINDS, type KindName } from '../model/kinds/index.js';
import type { Resource } from '../model/resource.js';
import { groupOf } from '../model/store.js';
import type { AnalyzeOptions } from './analyze-options.js';

/** Namespaces of Kubernetes itself: nothing in them is the mesh's. */
const SYSTEM_NAMESPACES = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']);

/** False for objects that no analysis looks at, wherever they come from. */
export function isVisible({ kind, metadata }: Resource): boolean {
  const namespace = kind === 'Namespace' ? metadata.name : metadata.namespace;
  return !SYSTEM_NAMESPACES.has(namespace);
}

/** Label that gives an object to one revision. https://istio.io/latest/docs/setup/upgrade/canary/ */
const REVISION_LABEL = 'istio.io/rev';
/** Kinds that no revision owns: their labels say something else. */
const SHARED_KINDS = new Set<string>(
  (['Namespace', 'Node', 'Service', 'Pod', 'Secret', 'Deployment'] satisfies KindName[]).map(
    (kind) => `${KINDS[kind].group}/${kind}`,
  ),
);
const LEADER = 'control-plane.alpha.kubernetes.io/leader';
const UNUSED_SECRETS = new Set(['helm.sh/release.v1', 'kubernetes.io/service-account-token']);

/** False for objects of a cluster that are another revision's, or that have nothing to do with a mesh. */
export function isVisibleInCluster(resource: Resource, options: AnalyzeOptions): boolean {
  const { kind, apiVersion, metadata } = resource;
  if (!isVisible(resource)) return false;
  const group = groupOf(apiVersion);
  if (!SHARED_KINDS.has(`${group}/${kind}`)) {
    const revision = metadata.labels[REVISION_LABEL];
    if (revision !== undefined && revision !== options.revision) return false;
  }
  if (group !== '') return true;
  if (kind === 'ConfigMap') return isConfigMapOfControlPlane(resource, options.cluster.istioNamespace);
  return kind !== 'Secret' || !UNUSED_SECRETS.has(typeOfSecret(resource.body));
}

function typeOfSecret(body: unknown): string {
  return isObject(body) && typeof body['type'] === 'string' ? body['type'] : '';
}

function isConfigMapOfControlPlane({ metadata }: Resource, istioNamespace: string): boolean {
  const { namespace, name, annotations } = metadata;
  return namespace === istioNamespace && name.startsWith('istio') && annotations[LEADER] === undefined;
}
