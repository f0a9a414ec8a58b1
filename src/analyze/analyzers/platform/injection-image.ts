import { isObject } from '../../../model/decode.js';
import {
  type InjectorValues,
  injectorValues,
  NAMESPACE_INJECTION,
  proxyContainer,
  REVISION,
} from '../../facts/injection.js';
import type { AnalysisContext, Analyzer, Report } from '../../types.js';

const IMAGE = 'sidecar.istio.io/proxyImage';
const IMAGE_TYPE = 'sidecar.istio.io/proxyImageType';

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
  const meshType = imageTypeOf(context.rawConfig);
  const mismatched = new Map<string, string[]>();
  for (const pod of context.store.list('Pod')) {
    const { namespace, name, annotations } = pod.metadata;
    const labels = namespaces.get(namespace)?.metadata.labels;
    const expected = labels && imageFor(values, labels);
    const image = proxyContainer(pod.body.spec)?.image;
    if (!expected || image === undefined || annotations[IMAGE] !== undefined) continue;
    const type = annotations[IMAGE_TYPE] ?? meshType;
    if (image === expected || (type && image === `${expected}-${type}`)) continue;
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
  return values.get(revision ?? 'default')?.proxyImage;
}

/** `distroless` or `debug`, where the MeshConfig asks for one. */
function imageTypeOf(config: unknown): string | undefined {
  const proxy = isObject(config) ? config['defaultConfig'] : undefined;
  const image = isObject(proxy) ? proxy['image'] : undefined;
  const type = isObject(image) ? image['imageType'] : undefined;
  return typeof type === 'string' ? type : undefined;
}
