import type { LabelSelector, MutatingWebhookConfigurationBody } from '../../model/kinds/kubernetes.js';
import type { Resource } from '../../model/resource.js';

/** Label of a namespace or pod that names the control plane to be injected by, and of an injector that tells its own. */
export const REVISION = 'istio.io/rev';
/** Label of what belongs to a revision tag. https://istio.io/latest/docs/setup/upgrade/canary/#stable-revision-labels */
export const TAG = 'istio.io/tag';
/** Label of a namespace that leaves the choice of a control plane to the default one. */
export const NAMESPACE_INJECTION = 'istio-injection';
/** Label, and older annotation, of a pod that asks for a sidecar or for none. */
export const INJECT = 'sidecar.istio.io/inject';

/** One condition under which an injector takes a pod: both selectors must. */
export interface Hook {
  readonly name: string;
  readonly namespaces: LabelSelector | undefined;
  readonly pods: LabelSelector | undefined;
}

/** A configuration of webhooks that inject sidecars: of a revision, or of a tag of one. */
export interface Injector {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** '' where no label tells it. */
  readonly revision: string;
  readonly tag?: string;
  readonly hooks: readonly Hook[];
}

/** The injectors among webhook configurations, by name: those with a webhook of Istio. */
export function findInjectors(
  configurations: readonly Resource<MutatingWebhookConfigurationBody>[],
): readonly Injector[] {
  return configurations
    .filter(({ body }) => body.webhooks?.some(({ name }) => name?.endsWith('istio.io')))
    .map(({ metadata, body }) => ({
      name: metadata.name,
      labels: metadata.labels,
      revision: metadata.labels[REVISION] ?? '',
      ...(metadata.labels[TAG] !== undefined && { tag: metadata.labels[TAG] }),
      hooks: (body.webhooks ?? []).map(({ name = '', namespaceSelector, objectSelector }) => ({
        name,
        namespaces: namespaceSelector,
        pods: objectSelector,
      })),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
