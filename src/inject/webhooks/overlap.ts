import type { LabelSelector } from '../../model/kinds/kubernetes.js';
import { selectorTakes } from '../../model/label-selector.js';
import { INJECT, type Injector, NAMESPACE_INJECTION, REVISION } from './injectors.js';

type Labels = Readonly<Record<string, string>>;

/**
 * Of the others, those that take a pod which the injector takes too, for some labels of a pod and its namespace.
 * https://istio.io/latest/docs/setup/upgrade/canary/
 */
export function findOverlaps(injector: Injector, others: readonly Injector[]): readonly Injector[] {
  const revisions = [...new Set([injector, ...others].flatMap(revisionsOf))];
  const namespaces = combine(
    [{}, { [NAMESPACE_INJECTION]: 'enabled' }, { [NAMESPACE_INJECTION]: 'disabled' }],
    revisions,
  );
  const pods = combine([{}, { [INJECT]: 'true' }, { [INJECT]: 'false' }], revisions);
  const taken = namespaces.flatMap((namespace) =>
    pods.filter((pod) => takes(injector, pod, namespace)).map((pod) => ({ pod, namespace })),
  );
  return others.filter((other) => taken.some(({ pod, namespace }) => takes(other, pod, namespace)));
}

function takes({ hooks }: Injector, pod: Labels, namespace: Labels): boolean {
  return hooks.some((hook) => selectorTakes(hook.namespaces, namespace) && selectorTakes(hook.pods, pod));
}

function revisionsOf({ hooks }: Injector): readonly string[] {
  return hooks.flatMap(({ namespaces, pods }) => [...revisionsIn(namespaces), ...revisionsIn(pods)]);
}

function revisionsIn(selector: LabelSelector | undefined): readonly string[] {
  const equal = selector?.matchLabels?.[REVISION];
  const listed = (selector?.matchExpressions ?? []).flatMap(({ key, values = [] }) => (key === REVISION ? values : []));
  return equal === undefined ? listed : [equal, ...listed];
}

function combine(sets: readonly Labels[], revisions: readonly string[]): readonly Labels[] {
  return sets.flatMap((labels) => [labels, ...revisions.map((revision) => ({ ...labels, [REVISION]: revision }))]);
}
