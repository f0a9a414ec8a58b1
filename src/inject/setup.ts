import { createDataMaker, type ProxyIds } from './data.js';
import { injectionFunctions } from './functions.js';
import type { Injection } from './inject-pod.js';
import { effectiveMeshConfig } from './proxy-config.js';
import { createSharedYaml } from './shared-yaml.js';
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

const COMMENT = /\{\{-?\s*\/\*[\s\S]*?\*\/\s*-?\}\}/g;
/** Functions of sprig's that change a map in place. */
const CHANGES_MAPS = /\{\{[^}]*\b(set|unset|merge|mergeOverwrite|mustMerge|mustMergeOverwrite)\b/;

const PROXY_CONFIG = 'proxy.istio.io/config';

/** Makes what `injectPod` needs, once for any number of pods. */
export function createInjection(input: InjectionInput): Injection {
  const { config, values } = input;
  const data = createDataMaker();
  const mesh = effectiveMeshConfig(input.mesh);
  const shared = createSharedYaml(input.parseYaml);
  const unchanging = !Object.values(config.templates).some((text) => CHANGES_MAPS.test(text.replace(COMMENT, '')));
  const { regex, clock } = input;
  const functions = injectionFunctions({
    jsonOf: data.jsonOf,
    unchanging,
    ...(regex && { regex }),
    ...(clock && { clock }),
  });
  return {
    config,
    values,
    mesh,
    ownMesh: input.mesh,
    data,
    revision: input.revision,
    nativeSidecars: input.nativeSidecars,
    compliancePolicy: textAt(values, 'pilot', 'env', 'COMPLIANCE_POLICY'),
    proxyEnv: input.proxyEnv ?? {},
    render: createRenderer(config.templates, functions, shared.read),
    repeated: { isShared: shared.isShared, forms: new WeakMap(), known: new WeakSet() },
    proxyConfigLayers: layersFinder(input, treeAt(mesh, 'defaultConfig')),
    proxyIdsOf: input.proxyIdsOf ?? (() => undefined),
  };
}

/**
 * What says something about the ProxyConfig of a pod: the mesh, the resources of root and namespace, the pod's annotation, and the resources that
 * select the pod; later ones win. https://istio.io/latest/docs/reference/config/networking/proxy-config/
 */
function layersFinder({ parseProxyConfig, resources }: InjectionInput, base: Tree): Injection['proxyConfigLayers'] {
  return (pod, namespace) => {
    const text = annotationsOf(pod)[PROXY_CONFIG];
    const found = resources?.(pod, namespace);
    return [
      { name: 'MeshConfig defaultConfig', config: base },
      { name: 'ProxyConfig of the namespace:', config: found?.general ?? {} },
      { name: `annotation ${PROXY_CONFIG}:`, config: text === undefined ? {} : parseProxyConfig(text) },
      { name: 'ProxyConfig of the pod:', config: found?.selected ?? {} },
    ];
  };
}
