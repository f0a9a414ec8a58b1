import type { LabelSelector } from '../../model/kinds/kubernetes.js';
import { selectorTakes } from '../../model/label-selector.js';
import { type Hook, type Injector, NAMESPACE_INJECTION } from './injectors.js';

type Labels = Readonly<Record<string, string>>;

/** Why an injector takes a pod, or doesn't. Labels are written `key=value`. */
export type Reason =
  | { readonly kind: 'matches'; readonly namespaceLabel?: string; readonly podLabel?: string }
  | { readonly kind: 'pod-refuses' | 'namespace-refuses'; readonly label: string }
  | { readonly kind: 'switched-off' }
  | { readonly kind: 'no-match'; readonly namespaceLabels: readonly string[]; readonly podLabels: readonly string[] };

export interface Verdict {
  readonly injector: Injector;
  readonly injected: boolean;
  readonly reason: Reason;
}

/**
 * What each injector does with a pod of these labels in a namespace of these labels.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
 */
export function checkInjection(injectors: readonly Injector[], pod: Labels, namespace: Labels): readonly Verdict[] {
  return injectors.map((injector) => {
    const reason = judge(injector.hooks, pod, namespace);
    return { injector, injected: reason.kind === 'matches', reason };
  });
}

/** The first hook that has something to say about the pod says it for all. */
function judge(hooks: readonly Hook[], pod: Labels, namespace: Labels): Reason {
  for (const hook of hooks) {
    const reason = judgeHook(hook, pod, namespace);
    if (reason) return reason;
  }
  if (hooks.some(isSwitchedOff)) return { kind: 'switched-off' };
  return {
    kind: 'no-match',
    namespaceLabels: hooks.flatMap(({ namespaces }) => wantedLabels(namespaces)),
    podLabels: hooks.flatMap(({ pods }) => wantedLabels(pods)),
  };
}

function judgeHook({ namespaces, pods }: Hook, pod: Labels, namespace: Labels): Reason | undefined {
  const takesNamespace = selectorTakes(namespaces, namespace);
  const takesPod = selectorTakes(pods, pod);
  if (takesNamespace && takesPod) {
    const namespaceLabel = decidingLabel(namespaces, namespace);
    const podLabel = decidingLabel(pods, pod);
    // Who asks for nothing by value is no reason, and istioctl doesn't count on it.
    if (namespaceLabel === undefined && podLabel === undefined) return undefined;
    return {
      kind: 'matches',
      ...(namespaceLabel !== undefined && { namespaceLabel }),
      ...(podLabel !== undefined && { podLabel }),
    };
  }
  if (takesNamespace) {
    const label = refusingLabel(pods, pod);
    return label === undefined ? undefined : { kind: 'pod-refuses', label };
  }
  const policy = namespace[NAMESPACE_INJECTION];
  if (!takesPod || policy === undefined || policy === 'enabled') return undefined;
  return { kind: 'namespace-refuses', label: `${NAMESPACE_INJECTION}=${policy}` };
}

/** The first label that an expression of a selector asks about by value. The charts of Istio write expressions alone. */
function decidingLabel(selector: LabelSelector | undefined, labels: Labels): string | undefined {
  const found = selector?.matchExpressions?.find(
    ({ key = '', operator }) => (operator === 'In' || operator === 'NotIn') && Object.hasOwn(labels, key),
  );
  return found?.key === undefined ? undefined : `${found.key}=${labels[found.key]}`;
}

/** The first label that a selector wants absent, or of another value. */
function refusingLabel(selector: LabelSelector | undefined, labels: Labels): string | undefined {
  for (const { key = '', operator, values = [] } of selector?.matchExpressions ?? []) {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (value === undefined) continue;
    if (operator === 'DoesNotExist' || (operator === 'NotIn' && values.includes(value))) return `${key}=${value}`;
  }
  return undefined;
}

/** The labels that would do for an expression. */
function wantedLabels(selector: LabelSelector | undefined): readonly string[] {
  return (selector?.matchExpressions ?? []).flatMap(({ key = '', operator, values = [] }) =>
    operator === 'In' ? values.map((value) => `${key}=${value}`) : [],
  );
}

/** The label by which istioctl makes selectors match nothing, when another injector becomes the default. */
const OFF = 'istio.io/deactivated';

function isSwitchedOff({ namespaces, pods }: Hook): boolean {
  return [namespaces, pods].every((selector) => selector?.matchLabels?.[OFF] !== undefined);
}
