import { checkAnnotations } from './annotations.js';
import type { DataMaker, ProxyIds } from './data.js';
import { InjectionError } from './errors.js';
import { orderContainers } from './order.js';
import { adjustRedirectionUser, moveOwnProxy, reapplyOwnContainers, setProxyEnv } from './overrides.js';
import type { Owner } from './owner.js';
import { rewriteProbes } from './probes.js';
import { mergePrometheus } from './prometheus.js';
import { mergeProxyConfigs } from './proxy-config.js';
import { canonicalize, type Repeated } from './shapes/canonical.js';
import { injectionStatus } from './status.js';
import { mergeStrategic } from './strategic-merge.js';
import { STATUS, stripInjected } from './strip.js';
import { chooseTemplates, type RenderTemplate } from './templates.js';
import { annotationsOf, at, labelsOf, replaceProxy, textAt, withAt } from './tree.js';
import type { InjectorConfig, Tree } from './types.js';

/** What injection works with, beside the pod. */
export interface Injection {
  readonly config: InjectorConfig;
  readonly values: Tree;
  /** MeshConfig with Istio's defaults filled in. */
  readonly mesh: Tree;
  /** MeshConfig as it was written. */
  readonly ownMesh: Tree;
  /** Name of the revision; '' or `default` for the default one. */
  readonly revision: string;
  /** Whether pods run proxies as native sidecars unless they say otherwise. */
  readonly nativeSidecars: boolean;
  readonly compliancePolicy: string;
  /** Cluster and network that the webhook's path names, by the environment variables that carry them. */
  readonly proxyEnv: Readonly<Record<string, string>>;
  readonly render: RenderTemplate;
  /** The parts of pods that templates give again and again. */
  readonly repeated: Repeated;
  readonly data: DataMaker;
  /** What makes up the ProxyConfig of a pod, the mesh's first; later ones win. @throws InjectionError for an annotation that is refused */
  readonly proxyConfigLayers: (pod: Tree, namespace: string) => readonly ProxyConfigLayer[];
  readonly proxyIdsOf: (namespace: string) => ProxyIds | undefined;
}

/** A ProxyConfig, and how people call the place that it stands in. */
export interface ProxyConfigLayer {
  readonly name: string;
  readonly config: Tree;
}

const NETWORK = 'topology.istio.io/network';
const INTERCEPTION = 'sidecar.istio.io/interceptionMode';
const CLUSTER_ENV = 'ISTIO_META_CLUSTER_ID';
const NETWORK_ENV = 'ISTIO_META_NETWORK';

/**
 * A pod with what the templates add to it, as istiod's webhook makes it. The pod has the form that `canonicalize` gives.
 * https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
 * @throws InjectionError for a pod that istiod refuses
 */
export function injectPod(pod: Tree, owner: Owner, injection: Injection): Tree {
  const problems = checkAnnotations(annotationsOf(pod));
  if (problems.length > 0) throw new InjectionError({ code: 'annotations', problems });
  const proxyConfig = mergeLayers(injection.proxyConfigLayers(pod, owner.namespace));
  const { merged, templatePod, original } = applyTemplates(pod, owner, injection, proxyConfig);
  const own = reapplyOwnContainers(merged, original, templatePod);
  const modes = [annotationsOf(pod)[INTERCEPTION], textAt(proxyConfig, 'interceptionMode')];
  const adjusted = adjustRedirectionUser(own, original, modes.includes('TPROXY'));
  const processed = postProcess(adjusted, templatePod, injection, proxyConfig, proxyEnvOf(pod, injection));
  return canonicalPod(processed, injection.repeated);
}

/** One ProxyConfig of all layers; where only the first says something it is that very object, for which values of templates are made once. */
function mergeLayers(layers: readonly ProxyConfigLayer[]): Tree {
  const [first, ...rest] = layers.map(({ config }) => config).filter((config) => Object.keys(config).length > 0);
  return rest.reduce(mergeProxyConfigs, first ?? {});
}

interface Rendered {
  readonly merged: Tree;
  /** What the templates have by themselves. */
  readonly templatePod: Tree;
  readonly original: Tree;
}

function applyTemplates(pod: Tree, owner: Owner, injection: Injection, proxyConfig: Tree): Rendered {
  const { config, values, mesh, revision, nativeSidecars, compliancePolicy } = injection;
  const data = injection.data.make({
    owner,
    pod: stripInjected(pod, Number(at(mesh, 'defaultConfig', 'statusPort'))),
    mesh,
    proxyConfig,
    values,
    revision,
    nativeSidecars,
    compliancePolicy,
    proxyIds: injection.proxyIdsOf(owner.namespace),
  });
  const patches = chooseTemplates(pod, config).map((name) => injection.render(name, data));
  const [first = {}, ...others] = patches;
  const templatePod = others.reduce((tree, patch) => mergeStrategic('Pod', tree, patch), first);
  const original = moveOwnProxy(pod, templatePod);
  return {
    merged: patches.reduce((tree, patch) => mergeStrategic('Pod', tree, patch), original),
    templatePod,
    original,
  };
}

function canonicalPod(pod: Tree, repeated: Repeated): Tree {
  const metadata = canonicalize('ObjectMeta', pod['metadata'], repeated);
  const spec = canonicalize('PodSpec', pod['spec'], repeated);
  const problems = [...prefixed(metadata.problems, 'metadata'), ...prefixed(spec.problems, 'spec')];
  if (problems.length > 0) throw new InjectionError({ code: 'shape', problems });
  return { ...pod, metadata: metadata.value, spec: spec.value };
}

const prefixed = (problems: ReturnType<typeof canonicalize>['problems'], key: string) =>
  problems.map((problem) => ({ ...problem, path: [key, ...problem.path] }));

/** Cluster and network of a pod: the values', then the webhook's, then for the network the pod's own label. */
function proxyEnvOf(pod: Tree, { values, proxyEnv }: Injection): Readonly<Record<string, string>> {
  const cluster = proxyEnv[CLUSTER_ENV] || textAt(values, 'global', 'multiCluster', 'clusterName');
  const network = labelsOf(pod)[NETWORK] ?? (proxyEnv[NETWORK_ENV] || textAt(values, 'global', 'network'));
  return { ...proxyEnv, ...(cluster && { [CLUSTER_ENV]: cluster }), ...(network && { [NETWORK_ENV]: network }) };
}

function postProcess(
  pod: Tree,
  templatePod: Tree,
  injection: Injection,
  proxyConfig: Tree,
  env: Readonly<Record<string, string>>,
): Tree {
  const { values, mesh, config } = injection;
  const placed = Object.keys(env).length === 0 ? pod : replaceProxy(pod, (proxy) => setProxyEnv(proxy, env));
  const probed = rewriteProbes(mergePrometheus(placed, mesh), values, mesh);
  const network = env[NETWORK_ENV];
  const labelled = network
    ? withAt(probed, ['metadata', 'labels'], { ...labelsOf(probed), [NETWORK]: network })
    : probed;
  const annotated = withAt(labelled, ['metadata', 'annotations'], {
    ...annotationsOf(labelled),
    [STATUS]: injectionStatus(templatePod, injection.revision),
    ...config.injectedAnnotations,
  });
  return orderContainers(annotated, proxyConfig, values);
}
