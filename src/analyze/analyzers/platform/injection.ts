import { INJECT, injectorValues, NAMESPACE_INJECTION, proxyContainer, REVISION } from '../../facts/injection.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

const DATAPLANE_MODE = 'istio.io/dataplane-mode';

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
  const byDefault = context.fact(injectorValues).get(context.revision)?.enableNamespacesByDefault ?? false;
  for (const namespace of context.store.list('Namespace')) {
    const { name, labels } = namespace.metadata;
    if (name === context.istioNamespace) continue;
    const policy = labels[NAMESPACE_INJECTION];
    const revision = labels[REVISION];
    const ambient = labels[DATAPLANE_MODE] === 'ambient';
    const place = ['metadata', 'labels'];
    if (policy === undefined && revision === undefined) {
      if (ambient) continue;
      if (byDefault) report('IST0148', namespace, ['metadata', 'name']);
      else report('IST0102', namespace, ['metadata', 'name'], { namespace: name });
      continue;
    }
    // Whoever says `disabled` means it, whatever else the labels say.
    if (policy !== undefined && policy !== 'enabled') continue;
    const said = [
      ...(policy === undefined ? [] : [`${NAMESPACE_INJECTION}=${policy}`]),
      ...(revision === undefined ? [] : [`${REVISION}=${revision}`]),
      ...(ambient ? [`${DATAPLANE_MODE}=ambient`] : []),
    ];
    if (said.length > 1) report('IST0123', namespace, place, { labels: said.join(', ') });
  }
}

function judgePods(context: AnalysisContext, report: Report): void {
  const enabled = new Set<string>();
  for (const { metadata } of context.store.list('Namespace')) {
    if (metadata.labels[NAMESPACE_INJECTION] === 'enabled') enabled.add(metadata.name);
  }
  for (const pod of context.store.list('Pod')) {
    const { namespace, name, labels, annotations } = pod.metadata;
    if (!enabled.has(namespace) || pod.body.spec?.hostNetwork) continue;
    if ((labels[INJECT] ?? annotations[INJECT])?.toLowerCase() === 'false') continue;
    if (!proxyContainer(pod.body.spec)) report('IST0103', pod, ['metadata', 'name'], { pod: `${namespace}/${name}` });
  }
}
