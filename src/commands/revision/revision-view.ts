import type { Call } from '../../cli/command.js';
import { podRevision } from '../../inject/webhooks/overview.js';
import { proxyPod, summarizeRevisions } from '../../install/revisions/summary.js';
import type { Revision } from '../../install/revisions/types.js';
import { readView } from '../cluster-view.js';

const KINDS = [
  'Namespace',
  'Pod',
  'Deployment',
  'Service',
  'ConfigMap',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
] as const;

/** The revisions of the cluster or snapshot. */
export async function readRevisions(call: Call): Promise<readonly Revision[]> {
  const { store } = await readView(call, KINDS);
  return summarizeRevisions({
    webhooks: store.list('MutatingWebhookConfiguration'),
    validators: store.list('ValidatingWebhookConfiguration'),
    deployments: store.list('Deployment'),
    services: store.list('Service'),
    configMaps: store.list('ConfigMap'),
    namespaces: store.list('Namespace'),
    pods: store.list('Pod').flatMap((pod) => proxyPod(pod, podRevision(pod)) ?? []),
  });
}
