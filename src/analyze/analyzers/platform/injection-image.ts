import { selects } from '../../../mesh/workloads.js';
import { isObject } from '../../../model/decode.js';
import type { Metadata } from '../../../model/resource.js';
import {
  type InjectorValues,
  injectorValues,
  NAMESPACE_INJECTION,
  proxyContainer,
  REVISION,
} from '../../facts/injection.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

const IMAGE = 'sidecar.istio.io/proxyImage';
const PROXY_CONFIG = 'proxy.istio.io/config';

/** Pods whose sidecar is not the one that the injector would give them now. https://istio.io/latest/docs/setup/upgrade/canary/#data-plane */
export const injectionImageAnalyzer: Analyzer = {
  name: 'injection.ImageAnalyzer',
  description: 'Checks that sidecars have the image of their control plane',
  inputs: ['Namespace', 'Pod', 'ConfigMap'],
  analyze(context, report) {
    if (context.complete) judge(context, report);
  },
};

function judge(context: AnalysisContext, report: Report): void {
  const values = context.fact(injectorValues);
  if (values.size === 0) return;
  const namespaces = new Map(context.store.list('Namespace').map((n) => [n.metadata.name, n]));
  const mismatched = new Map<string, string[]>();
  for (const pod of context.store.list('Pod')) {
    const { namespace, name, annotations } = pod.metadata;
    const labels = namespaces.get(namespace)?.metadata.labels;
    const expected = labels && imageFor(values, labels);
    const image = proxyContainer(pod.body.spec)?.image;
    if (expected === undefined || image === undefined || image === expected || annotations[IMAGE]) continue;
    const type = imageType(context, pod.metadata);
    if (type && image === `${expected}-${type}`) continue;
    const names = mismatched.get(namespace);
    if (names) names.push(name);
    else mismatched.set(namespace, [name]);
  }
  for (const [name, pods] of mismatched) {
    const namespace = namespaces.get(name);
    if (namespace) report('IST0158', namespace, ['metadata', 'name'], { pods: pods.sort().join(', ') });
  }
}

/** Namespaces that aren't labelled for injection have sidecars of their own making. */
function imageFor(
  values: ReadonlyMap<string, InjectorValues>,
  labels: Readonly<Record<string, string>>,
): string | undefined {
  const revision = labels[REVISION];
  if (revision === undefined && labels[NAMESPACE_INJECTION] !== 'enabled') return undefined;
  return values.get(revision || 'default')?.proxyImage;
}

/**
 * `distroless` or `debug`, where somebody asks for one: the pod first, then ProxyConfigs from the narrowest to the mesh's, then
 * the MeshConfig. https://istio.io/latest/docs/reference/config/networking/proxy-config/
 */
function imageType(context: AnalysisContext, { namespace, labels, annotations }: Metadata): string | undefined {
  const own = annotations[PROXY_CONFIG];
  const types = [own === undefined ? undefined : imageTypeOf(context.parseYaml(own))];
  for (const { metadata, body } of context.fact(typedProxyConfigs)) {
    const { selector, image } = body.spec ?? {};
    const takes = metadata.namespace === context.config.rootNamespace || metadata.namespace === namespace;
    if (takes && (!selector || selects(selector.matchLabels, labels))) types.push(image?.imageType);
  }
  const config = isObject(context.rawConfig) ? context.rawConfig['defaultConfig'] : undefined;
  const type = [...types, imageTypeOf(config)].find(Boolean);
  return type === 'default' ? undefined : type;
}

/** ProxyConfigs that choose an image: those of workloads, then those of namespaces, then those of the mesh. */
function typedProxyConfigs({ store, config }: AnalysisContext) {
  const width = ({ metadata, body }: ReturnType<typeof store.list<'ProxyConfig'>>[number]) =>
    metadata.namespace === config.rootNamespace ? 2 : body.spec?.selector ? 0 : 1;
  return store
    .list('ProxyConfig')
    .filter(({ body }) => body.spec?.image?.imageType)
    .sort((a, b) => width(a) - width(b));
}

function imageTypeOf(proxyConfig: unknown): string | undefined {
  const image = isObject(proxyConfig) ? proxyConfig['image'] : undefined;
  const type = isObject(image) ? image['imageType'] : undefined;
  return typeof type === 'string' ? type : undefined;
}
