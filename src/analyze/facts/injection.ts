import { isObject } from '../../model/decode.js';
import type { ContainerSpec, PodSpec } from '../../model/kinds/kubernetes.js';
import type { Resource } from '../../model/resource.js';
import type { AnalysisContext } from '../types.js';

type Labels = Readonly<Record<string, string>>;

/** Label and annotation by which a pod asks for a sidecar, or for none. The label wins. */
export const INJECT = 'sidecar.istio.io/inject';
export const NAMESPACE_INJECTION = 'istio-injection';
export const REVISION = 'istio.io/rev';
const PROXY = 'istio-proxy';
const REDIRECTION = 'ambient.istio.io/redirection';

/** Labels of the namespaces of an input, by name. */
export function namespaceLabels(context: AnalysisContext): ReadonlyMap<string, Labels> {
  return new Map(context.store.list('Namespace').map(({ metadata }) => [metadata.name, metadata.labels]));
}

/** The container of the proxy, among the init containers too (native sidecars). */
export function proxyContainer(spec: PodSpec | undefined): ContainerSpec | undefined {
  return [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].find(({ name }) => name === PROXY);
}

/** What tells whether a pod, or the pods of a template, are in the mesh. */
export interface PodFacts {
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: PodSpec | undefined;
}

/** True for pods that have a sidecar or will get one: by their container, their label or annotation, or their namespace. */
export function isInMesh(context: AnalysisContext, { namespace, labels, annotations, spec }: PodFacts): boolean {
  if (proxyContainer(spec)?.image) return true;
  const wanted = labels[INJECT] ?? annotations[INJECT];
  if (wanted !== undefined) return wanted === 'true';
  const own = context.fact(namespaceLabels).get(namespace);
  const policy = own?.[NAMESPACE_INJECTION];
  return policy === undefined ? own?.[REVISION] !== undefined : policy === 'enabled';
}

/** True for a pod whose traffic the node's proxy takes. https://istio.io/latest/docs/ambient/ */
export function isAmbient({ metadata }: Resource): boolean {
  return metadata.annotations[REDIRECTION] === 'enabled';
}

const INJECTOR = 'sidecar-injector.istio.io';

/** Webhooks of sidecar injectors, each with the configuration that it stands in. */
export function injectors(context: AnalysisContext) {
  return context.store
    .list('MutatingWebhookConfiguration')
    .flatMap((configuration) =>
      (configuration.body.webhooks ?? []).flatMap((webhook, index) =>
        webhook.name?.endsWith(INJECTOR) ? [{ configuration, webhook, index }] : [],
      ),
    );
}

/** What istiod's chart hands to the injector, as far as an analysis asks for it. */
export interface InjectorValues {
  readonly enableNamespacesByDefault: boolean;
  /** `hub/image:tag` of sidecars, where the values tell it. */
  readonly proxyImage?: string;
}

/** Values of the injectors by revision, from key `values` of the ConfigMaps istio-sidecar-injector and istio-sidecar-injector-REVISION. */
export function injectorValues(context: AnalysisContext): ReadonlyMap<string, InjectorValues> {
  const found = new Map<string, InjectorValues>();
  for (const { metadata, body } of context.store.list('ConfigMap')) {
    const name = /^istio-sidecar-injector(?:-(.+))?$/.exec(metadata.name);
    const text = body.data?.['values'];
    if (!name || metadata.namespace !== context.istioNamespace || text === undefined) continue;
    found.set(name[1] ?? 'default', readValues(context.parseYaml(text)));
  }
  return found;
}

function readValues(values: unknown): InjectorValues {
  const global = field(values, 'global');
  const [hub, tag] = [textOf(field(global, 'hub')), textOf(field(global, 'tag'))];
  const image = textOf(field(field(global, 'proxy'), 'image')) ?? 'proxyv2';
  const whole = image.includes('/') ? image : hub && tag && `${hub}/${image}:${tag}`;
  return {
    enableNamespacesByDefault: field(field(values, 'sidecarInjectorWebhook'), 'enableNamespacesByDefault') === true,
    ...(whole && { proxyImage: whole }),
  };
}

function field(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
