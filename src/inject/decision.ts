import { selects } from './selectors.js';
import { annotationsOf, isTrueAt, labelsOf, textAt } from './tree.js';
import type { InjectorConfig, PodTree } from './types.js';

/** Why a pod gets a sidecar, or none. */
export type Reason =
  | { readonly code: 'host-network' }
  | { readonly code: 'system-namespace'; readonly namespace: string }
  | { readonly code: 'label' | 'annotation'; readonly value: string }
  | { readonly code: 'never-selector' | 'always-selector'; readonly index: number }
  | { readonly code: 'policy'; readonly value: string };

export interface Decision {
  readonly inject: boolean;
  readonly reason: Reason;
  /** The value of label or annotation that means neither yes nor no, and counts as absent. */
  readonly ignored?: string;
}

const INJECT = 'sidecar.istio.io/inject';
/** Namespaces of Kubernetes itself, whose pods are left alone. */
const SYSTEM_NAMESPACES: ReadonlySet<string> = new Set([
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'local-path-storage',
]);

/**
 * Whether a pod gets a sidecar: the first rule that applies decides.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
 */
export function decideInjection(
  pod: PodTree,
  config: Pick<InjectorConfig, 'policy' | 'neverInjectSelector' | 'alwaysInjectSelector'>,
): Decision {
  if (isTrueAt(pod, 'spec', 'hostNetwork')) return { inject: false, reason: { code: 'host-network' } };
  const namespace = textAt(pod, 'metadata', 'namespace');
  if (SYSTEM_NAMESPACES.has(namespace)) return { inject: false, reason: { code: 'system-namespace', namespace } };
  const wish = wishOf(pod);
  if (wish?.value === 'true' || wish?.value === 'false') return { inject: wish.value === 'true', reason: wish };
  const rest = decideByConfig(labelsOf(pod), config);
  return wish ? { ...rest, ignored: wish.value } : rest;
}

/** What the pod itself says; the label goes before the annotation. */
function wishOf(pod: PodTree): { readonly code: 'label' | 'annotation'; readonly value: string } | undefined {
  const label = labelsOf(pod)[INJECT];
  if (label !== undefined && label !== '') return { code: 'label', value: label };
  const annotation = label === undefined ? annotationsOf(pod)[INJECT] : undefined;
  return annotation ? { code: 'annotation', value: annotation } : undefined;
}

function decideByConfig(
  labels: Readonly<Record<string, string>>,
  { policy, neverInjectSelector, alwaysInjectSelector }: Parameters<typeof decideInjection>[1],
): Decision {
  const never = neverInjectSelector.findIndex((selector) => selects(selector, labels));
  if (never >= 0) return { inject: false, reason: { code: 'never-selector', index: never } };
  const always = alwaysInjectSelector.findIndex((selector) => selects(selector, labels));
  if (always >= 0) return { inject: true, reason: { code: 'always-selector', index: always } };
  return { inject: policy === 'enabled', reason: { code: 'policy', value: policy } };
}
