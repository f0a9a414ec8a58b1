import {
  DATAPLANE_MODE,
  INJECT,
  injectorValues,
  NAMESPACE_INJECTION,
  proxyContainer,
  REVISION,
} from '../../facts/injection.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

type Labels = Readonly<Record<string, string>>;

/**
 * Namespaces that say nothing about injection or contradict themselves, and pods that should have a sidecar and have none.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
 */
export const injectionAnalyzer: Analyzer = {
  name: 'injection.Analyzer',
  description: 'Checks which namespaces ask for sidecars, and that their pods have one',
  inputs: ['Namespace', 'Pod', 'ConfigMap'],
  analyze(context, report) {
    judgeNamespaces(context, report);
    // A pod in a file gets its sidecar when it is created.
    if (context.complete) judgePods(context, report);
  },
};

function judgeNamespaces(context: AnalysisContext, report: Report): void {
  // Whoever names no revision gets the default one's injector.
  const byDefault = context.fact(injectorValues).get('default')?.enableNamespacesByDefault ?? false;
  for (const namespace of context.store.list('Namespace')) {
    const { name, labels } = namespace.metadata;
    if (name === context.istioNamespace) continue;
    const said = injectionLabels(labels);
    if (said.length > 1) report('IST0123', namespace, ['metadata', 'labels'], { labels: said.join(', ') });
    if (isAmbient(labels) || labels[NAMESPACE_INJECTION] || labels[REVISION] !== undefined) continue;
    if (byDefault) report('IST0148', namespace, ['metadata', 'name']);
    else report('IST0102', namespace, ['metadata', 'name'], { namespace: name });
  }
}

/** Labels that each say what becomes of new pods. Whoever says `disabled` means it, whatever else the labels say. */
function injectionLabels(labels: Labels): readonly string[] {
  const policy = labels[NAMESPACE_INJECTION];
  const keys = [
    NAMESPACE_INJECTION,
    ...(policy === undefined || policy === 'enabled' ? [REVISION, DATAPLANE_MODE] : []),
  ];
  return keys.flatMap((key) => (labels[key] === undefined ? [] : [`${key}=${labels[key]}`]));
}

function isAmbient(labels: Labels): boolean {
  return labels[DATAPLANE_MODE] === 'ambient';
}

function judgePods(context: AnalysisContext, report: Report): void {
  const enabled = new Set<string>();
  for (const { metadata } of context.store.list('Namespace')) {
    if (metadata.name === context.istioNamespace || isAmbient(metadata.labels)) continue;
    if (metadata.labels[NAMESPACE_INJECTION] === 'enabled') enabled.add(metadata.name);
  }
  for (const pod of context.store.list('Pod')) {
    const { namespace, name, labels, annotations } = pod.metadata;
    if (!enabled.has(namespace) || pod.body.spec?.hostNetwork) continue;
    if ((labels[INJECT] ?? annotations[INJECT])?.toLowerCase() === 'false') continue;
    if (proxyContainer(pod.body.spec)?.image) continue;
    report('IST0103', pod, ['metadata', 'name'], { pod: `${namespace}/${name}` });
  }
}
