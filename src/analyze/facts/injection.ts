import { isObject } from '../../model/decode.js';
import type { ContainerSpec, PodSpec } from '../../model/kinds/kubernetes.js';
import type { Resource } from '../../model/resource.js';
import type { AnalysisContext } from '../types.js';

type Labels = Readonly<Record<string, string>>;

/** Label and annotation by which a pod asks for a sidecar, or for none. The label wins. */
export const INJECT = 'sidecar.istio.io/inject';
export const NAMESPACE_INJECTION = 'istio-injection';
export const REVISION = 'istio.io/rev';
export const DATAPLANE_MODE = 'istio.io/dataplane-mode';
const PROXY = 'istio-proxy';
const REDIRECTION = 'ambient.istio.io/redirection';

/** Labels of the namespaces of an input, by name. */
export function namespaceLabels(context: AnalysisContext): ReadonlyMap<string, Labels> {
  return new Map(context.store.list('Namespace').map(({ metadata }) => [metadata.name, metadata.labels]));
}

/** The container of the proxy, among the init containers too (native sidecars). */
export function proxyContainer(spec: PodSpec | undefined): ContainerSpec | undefined {
  return mainProxyContainer(spec) ?? spec?.initContainers?.find(({ name }) => name === PROXY);
}

/** The container of the proxy among those that run side by side. */
export function mainProxyContainer(spec: PodSpec | undefined): ContainerSpec | undefined {
  return spec?.containers?.find(({ name }) => name === PROXY);
}

/** What tells whether a pod, or the pods of a template, are in the mesh. */
export interface PodFacts {
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: PodSpec | undefined;
}

/**
 * True for pods that have a sidecar or will get one: by their container, their label or annotation, or their namespace. A
 * revision that a namespace names doesn't count, as it may be one that no injector has.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#controlling-the-injection-policy
 */
export function isInMesh(context: AnalysisContext, { namespace, labels, annotations, spec }: PodFacts): boolean {
  if (proxyContainer(spec)?.image) return true;
  const wanted = labels[INJECT] ?? annotations[INJECT];
  if (wanted !== undefined) return wanted === 'true';
  return context.fact(namespaceLabels).get(namespace)?.[NAMESPACE_INJECTION] === 'enabled';
}

/** True for a pod whose traffic the node's proxy takes. https://istio.io/latest/docs/ambient/ */
export function isAmbient({ metadata }: Resource): boolean {
  return metadata.annotations[REDIRECTION] === 'enabled';
}

/** What names of Istio's webhooks end with. */
export const ISTIO_WEBHOOK = 'istio.io';

/** Webhooks of a cluster, each with the configuration that it stands in. */
export function webhooks(context: AnalysisContext) {
  return context.store
    .list('MutatingWebhookConfiguration')
    .flatMap((configuration) =>
      (configuration.body.webhooks ?? []).map((webhook, index) => ({ configuration, webhook, index })),
    );
}

/** What istiod's chart hands to the injector, as far as an analysis asks for it. */
export interface InjectorValues {
  readonly enableNamespacesByDefault: boolean;
  /** `hub/image:tag` of sidecars; '' for values that make no sense. */
  readonly proxyImage: string;
}

/** Values of the injectors by revision, from key `values` of the ConfigMaps istio-sidecar-injector and istio-sidecar-injector-REVISION. */
export function injectorValues(context: AnalysisContext): ReadonlyMap<string, InjectorValues> {
  const found = new Map<string, InjectorValues>();
  for (const { metadata, body } of context.store.list('ConfigMap')) {
    const name = /^istio-sidecar-injector(?:-(.+))?$/.exec(metadata.name);
    const text = body.data?.['values'];
    if (!name || metadata.namespace !== context.istioNamespace || text === undefined) continue;
    found.set(name[1] ?? 'default', readValues(text));
  }
  return found;
}

const NO_VALUES: InjectorValues = { enableNamespacesByDefault: false, proxyImage: '' };

/** The values are JSON: YAML is none to the injector's readers. */
function readValues(text: string): InjectorValues {
  const values = parseJson(text);
  const global = field(values, 'global');
  const [hub, image, tag] = [field(global, 'hub'), field(field(global, 'proxy'), 'image'), field(global, 'tag')];
  if (values === undefined || ![hub, image, tag].every((part) => part === undefined || typeof part === 'string')) {
    return NO_VALUES;
  }
  const name = textOf(image);
  return {
    enableNamespacesByDefault: field(field(values, 'sidecarInjectorWebhook'), 'enableNamespacesByDefault') === true,
    proxyImage: name.includes('/') ? name : `${textOf(hub)}/${name}:${textOf(tag)}`,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
