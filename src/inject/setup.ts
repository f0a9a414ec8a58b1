import { createDataMaker, type ProxyIds } from './data.js';
import { injectionFunctions } from './functions.js';
import type { Injection } from './inject-pod.js';
import { effectiveMeshConfig, mergeMessages } from './proxy-config.js';
import type { FunctionOptions } from './template/index.js';
import { createRenderer, type ParseYaml } from './templates.js';
import { annotationsOf, textAt, treeAt } from './tree.js';
import type { InjectorConfig, Tree } from './types.js';

/** What decides about injection, as it was read from files, a cluster, or an installation's own output. */
export interface InjectionInput extends FunctionOptions {
  readonly config: InjectorConfig;
  readonly values: Tree;
  readonly mesh: Tree;
  readonly revision: string;
  readonly nativeSidecars: boolean;
  readonly proxyEnv?: Readonly<Record<string, string>>;
  readonly parseYaml: ParseYaml;
  /** The ProxyConfig in a pod's annotation `proxy.istio.io/config`. @throws InjectionError for what istiod refuses. */
  readonly parseProxyConfig: (text: string) => Tree;
  /** What ProxyConfig resources say about a pod: those of its namespace and the root's, and those that select it. */
  readonly resources?: (pod: Tree, namespace: string) => { readonly general: Tree; readonly selected: Tree };
  readonly proxyIdsOf?: (namespace: string) => ProxyIds | undefined;
}

const PROXY_CONFIG = 'proxy.istio.io/config';

/** Makes what `injectPod` needs, once for any number of pods. */
export function createInjection(input: InjectionInput): Injection {
  const { config, values } = input;
  const data = createDataMaker();
  const mesh = effectiveMeshConfig(input.mesh);
  const functions = injectionFunctions({ jsonOf: data.jsonOf, ...(input.regex && { regex: input.regex }) });
  return {
    config,
    values,
    mesh,
    data,
    revision: input.revision,
    nativeSidecars: input.nativeSidecars,
    compliancePolicy: textAt(values, 'pilot', 'env', 'COMPLIANCE_POLICY'),
    proxyEnv: input.proxyEnv ?? {},
    render: createRenderer(config.templates, functions, input.parseYaml),
    proxyConfigOf: proxyConfigFinder(input, treeAt(mesh, 'defaultConfig')),
    proxyIdsOf: input.proxyIdsOf ?? (() => undefined),
  };
}

/**
 * The ProxyConfig of pods: the mesh's, under the resources of root and namespace, the pod's annotation, and the resources that select the pod.
 * https://istio.io/latest/docs/reference/config/networking/proxy-config/
 */
function proxyConfigFinder({ parseProxyConfig, resources }: InjectionInput, base: Tree): Injection['proxyConfigOf'] {
  return (pod, namespace) => {
    const text = annotationsOf(pod)[PROXY_CONFIG];
    const found = resources?.(pod, namespace);
    const layers = [found?.general, text === undefined ? undefined : parseProxyConfig(text), found?.selected];
    return layers.reduce(
      (config: Tree, layer) => (layer && Object.keys(layer).length > 0 ? mergeMessages(config, layer) : config),
      base,
    );
  };
}
