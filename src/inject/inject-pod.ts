import { checkAnnotations } from './annotations.js';
import type { DataMaker, ProxyIds } from './data.js';
import { InjectionError } from './errors.js';
import { orderContainers } from './order.js';
import { adjustRedirectionUser, moveOwnProxy, reapplyOwnContainers, setProxyEnv } from './overrides.js';
import type { Owner } from './owner.js';
import { rewriteProbes } from './probes.js';
import { mergePrometheus } from './prometheus.js';
import { canonicalize } from './shapes/canonical.js';
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
  /** Name of the revision; '' or `default` for the default one. */
  readonly revision: string;
  /** Whether pods run proxies as native sidecars unless they say otherwise. */
  readonly nativeSidecars: boolean;
  readonly compliancePolicy: string;
  /** Cluster and network that the webhook's path names, by the environment variables that carry them. */
  readonly proxyEnv: Readonly<Record<string, string>>;
  readonly render: RenderTemplate;
  readonly data: DataMaker;
  /** The ProxyConfig of a pod: the mesh's, with what resources and the pod's annotation say. @throws InjectionError */
  readonly proxyConfigOf: (pod: Tree, namespace: string) => Tree;
  readonly proxyIdsOf: (namespace: string) => ProxyIds | undefined;
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
  const proxyConfig = injection.proxyConfigOf(pod, owner.namespace);
  const { merged, templatePod, original } = applyTemplates(pod, owner, injection, proxyConfig);
  const own = reapplyOwnContainers(merged, original, templatePod);
  const transparent = (annotationsOf(pod)[INTERCEPTION] ?? textAt(proxyConfig, 'interceptionMode')) === 'TPROXY';
  const adjusted = canonicalPod(adjustRedirectionUser(own, original, transparent));
  return postProcess(adjusted, canonicalPod(templatePod), injection, proxyConfig, proxyEnvOf(pod, injection));
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
  const templatePod = patches.reduce((tree: Tree, patch) => mergeStrategic('Pod', tree, patch), {});
  const original = moveOwnProxy(pod, templatePod);
  return {
    merged: patches.reduce((tree, patch) => mergeStrategic('Pod', tree, patch), original),
    templatePod,
    original,
  };
}

function canonicalPod(pod: Tree): Tree {
  const metadata = canonicalize('ObjectMeta', pod['metadata']);
  const spec = canonicalize('PodSpec', pod['spec']);
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
  return canonicalPod(orderContainers(annotated, proxyConfig, values));
}
