import { selectorTakes } from '../../../model/label-selector.js';
import { ISTIO_WEBHOOK, mainProxyContainer, namespaceLabels, webhooks } from '../../facts/injection.js';
import type { AnalysisContext, Analyzer } from '../../types.js';

/** `image: auto` is filled in by an injector; without one it is the name of an image. https://istio.io/latest/docs/setup/additional-setup/gateway/ */
export const injectionImageAutoAnalyzer: Analyzer = {
  name: 'injection.ImageAutoAnalyzer',
  description: 'Checks that an injector takes the pods whose proxy has the image auto',
  inputs: ['Deployment', 'Pod', 'MutatingWebhookConfiguration', 'Namespace'],
  analyze(context, report) {
    // Files need not hold the injector.
    if (!context.complete) return;
    for (const pod of context.store.list('Pod')) {
      if (mainProxyContainer(pod.body.spec)?.image === 'auto') {
        report('IST0147', pod, ['spec'], { kind: 'Pod', name: pod.metadata.name });
      }
    }
    for (const deployment of context.store.list('Deployment')) {
      const { metadata, spec } = deployment.body.spec?.template ?? {};
      if (mainProxyContainer(spec)?.image !== 'auto') continue;
      const { namespace, name } = deployment.metadata;
      if (isTaken(context, namespace, metadata?.labels ?? {})) continue;
      report('IST0146', deployment, ['spec', 'template', 'spec'], { kind: 'Deployment', name });
    }
  },
};

function isTaken(context: AnalysisContext, namespace: string, labels: Readonly<Record<string, string>>): boolean {
  const ofNamespace = context.fact(namespaceLabels).get(namespace) ?? {};
  return context
    .fact(webhooks)
    .some(
      ({ webhook }) =>
        webhook.name?.endsWith(ISTIO_WEBHOOK) &&
        selectorTakes(webhook.namespaceSelector, ofNamespace) &&
        selectorTakes(webhook.objectSelector, labels),
    );
}
