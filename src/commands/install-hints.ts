import { TAG_LABEL } from '../install/tags/tags.js';
import type { InstallPlan } from '../install/types.js';
import type { KubeClient } from '../kube/client.js';
import { listLabelled } from '../kube/owned.js';
import { WRITTEN_KINDS } from '../kube/resources.js';
import { UserError } from '../model/errors.js';
import { asKubeObject } from './install-plan.js';

const INJECTORS = WRITTEN_KINDS.filter(({ kind }) => kind === 'MutatingWebhookConfiguration');

/**
 * What is still to do after a revision was installed: without a default one, namespaces labelled `istio-injection=enabled`
 * get no sidecars. https://istio.io/latest/docs/setup/upgrade/canary/#default-tag
 */
export async function defaultHint(client: KubeClient, { revision, components }: InstallPlan): Promise<string> {
  if (revision === '' || !components.some(({ kind }) => kind === 'pilot')) return '';
  const injectors = await listLabelled(client, INJECTORS, 'app=sidecar-injector').catch((error: unknown) => {
    if (error instanceof UserError) return undefined; // it is done; a hint is no reason to fail
    throw error;
  });
  const hasDefault = injectors?.some((injector) => {
    const labels = asKubeObject(injector).metadata.labels ?? {};
    return (labels[TAG_LABEL] ?? labels['istio.io/rev']) === 'default';
  });
  if (hasDefault !== false) return '';
  return `no revision is the default one yet; this makes it ${revision}: meshwright tag set default --revision ${revision}\n`;
}
