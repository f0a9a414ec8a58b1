import { isObject } from '../../model/decode.js';
import type { PodBody } from '../../model/kinds/kubernetes.js';
import { selectorTakes } from '../../model/label-selector.js';
import type { Metadata, Resource } from '../../model/resource.js';
import { INJECT, type Injector, NAMESPACE_INJECTION, REVISION } from './injectors.js';

/** How many pods of a namespace have a sidecar of one revision. */
export interface PodCount {
  /** '' for pods without a sidecar. */
  readonly revision: string;
  readonly pods: number;
  /** Those that want no sidecar. */
  readonly disabled: number;
  /** Those that would get a sidecar of another revision, or one at all, if they were made anew. */
  readonly outdated: number;
}

/** What becomes of the pods of a namespace, and what became of those that it has. */
export interface NamespaceInjection {
  readonly name: string;
  /** Revision that injects new pods; '' for none, `MISSING/LABEL` where a label asks for one that no injector answers to. */
  readonly revision: string;
  readonly counts: readonly PodCount[];
}

const SYSTEM: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage']);

/** Label of namespaces whose traffic the node takes: their pods need no sidecar. https://istio.io/latest/docs/ambient/ */
const DATAPLANE_MODE = 'istio.io/dataplane-mode';

/** Namespaces of users that may be injected, by name: those of Kubernetes, of the control plane and in ambient mode are not. */
export function userNamespaces(namespaces: readonly Resource[], istioNamespace: string): readonly Resource[] {
  return namespaces
    .filter(
      ({ metadata: { name, labels } }) =>
        !SYSTEM.has(name) && name !== istioNamespace && labels[DATAPLANE_MODE] !== 'ambient',
    )
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

/** The namespaces that are injected or have pods. Revisions of pods are sorted by name. */
export function summarizeNamespaces(
  namespaces: readonly Resource[],
  injectors: readonly Injector[],
  pods: readonly Resource<PodBody>[],
): readonly NamespaceInjection[] {
  const byNamespace = groupBy(pods, ({ metadata }) => metadata.namespace);
  return namespaces.flatMap((namespace) => {
    const { name } = namespace.metadata;
    const revision = injectedRevision(namespace, injectors);
    const counts = countPods(byNamespace.get(name) ?? [], revision);
    return counts.length === 0 && revision === '' ? [] : [{ name, revision, counts }];
  });
}

/** The revision that a namespace's labels choose. */
export function injectedRevision(namespace: Resource, injectors: readonly Injector[]): string {
  const injector = injectors.find((candidate) => takesNamespace(candidate, namespace));
  if (injector) return injector.revision;
  const { [REVISION]: revision, [NAMESPACE_INJECTION]: policy } = namespace.metadata.labels;
  if (revision) return `MISSING/${revision}`;
  return policy === undefined || policy === 'disabled' ? '' : `MISSING/${NAMESPACE_INJECTION}`;
}

/** Whether some hook takes pods by the labels of the namespace; one without a selector of namespaces doesn't ask for them. */
export function takesNamespace({ hooks }: Pick<Injector, 'hooks'>, { metadata }: Resource): boolean {
  return hooks.some(({ namespaces }) => namespaces !== undefined && selectorTakes(namespaces, metadata.labels));
}

/** Names of webhooks that inject by the namespace rather than by the pod. */
const BY_NAMESPACE = new Set(['rev.namespace.sidecar-injector.istio.io', 'namespace.sidecar-injector.istio.io']);

/** Whether the injector injects all pods of the namespace that don't refuse. */
export function injectsNamespace({ hooks }: Injector, namespace: Resource): boolean {
  return takesNamespace({ hooks: hooks.filter(({ name }) => BY_NAMESPACE.has(name)) }, namespace);
}

function countPods(pods: readonly Resource<PodBody>[], expected: string): readonly PodCount[] {
  const groups = groupBy(pods, podRevision);
  return [...groups]
    .map(([revision, group]) => {
      const disabled = group.filter(refusesInjection).length;
      return { revision, pods: group.length, disabled, outdated: revision === expected ? 0 : group.length - disabled };
    })
    .sort((a, b) => (a.revision < b.revision ? -1 : 1));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** The revision whose injector made a pod, by the notes that it left; '' where there is none. */
export function podRevision({ metadata }: { readonly metadata: Pick<Metadata, 'annotations'> }): string {
  const own = metadata.annotations[REVISION];
  if (own !== undefined) return own;
  const note = metadata.annotations['sidecar.istio.io/status'];
  if (note === undefined) return '';
  try {
    const status: unknown = JSON.parse(note);
    return isObject(status) && typeof status['revision'] === 'string' ? status['revision'] : '';
  } catch {
    return '';
  }
}

function refusesInjection({ metadata }: Resource): boolean {
  const wish = metadata.labels[INJECT] ?? metadata.annotations[INJECT] ?? '';
  return wish.toLowerCase() === 'false';
}
