import type { InjectionInput, Tree } from '../inject/index.js';
import { isObject } from '../model/decode.js';
import type { ProxyConfigSpec } from '../model/kinds/proxy-config.js';
import type { Store } from '../model/store.js';
import { textOf } from '../model/text.js';

type Facts = Pick<InjectionInput, 'nativeSidecars' | 'resources' | 'proxyIdsOf'>;

/** What a cluster says besides the configuration: ProxyConfig resources, versions of nodes, users that namespaces prescribe. */
export function clusterFacts(store: Store | undefined, values: Tree, rootNamespace: string): Facts {
  return {
    nativeSidecars: nativeSidecars(store, values),
    ...(store && { resources: proxyConfigResources(store, rootNamespace) }),
    ...(store && { proxyIdsOf: (namespace) => proxyIds(store, namespace) }),
  };
}

/** The first kubelet that surely keeps proxies running as init containers. */
const NATIVE_SINCE = [1, 33] as const;

/** The control plane's setting; without one, whether every node is recent enough. */
function nativeSidecars(store: Store | undefined, values: Tree): boolean {
  const pilot = values['pilot'];
  const env = isObject(pilot) && isObject(pilot['env']) ? pilot['env'] : {};
  const setting = textOf(env['ENABLE_NATIVE_SIDECARS'] ?? 'auto').toLowerCase();
  if (setting === 'true' || setting === 'false') return setting === 'true';
  const nodes = store?.list('Node') ?? [];
  return nodes.length > 0 && nodes.every((node) => isRecent(kubeletVersion(node.raw)));
}

function kubeletVersion(node: Tree | undefined): string {
  const status = node?.['status'];
  const info = isObject(status) ? status['nodeInfo'] : undefined;
  return isObject(info) && typeof info['kubeletVersion'] === 'string' ? info['kubeletVersion'] : '';
}

function isRecent(version: string): boolean {
  const [, major = '0', minor = '0'] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > NATIVE_SINCE[0] || (Number(major) === NATIVE_SINCE[0] && Number(minor) >= NATIVE_SINCE[1]);
}

/** https://istio.io/latest/docs/reference/config/networking/proxy-config/ */
function proxyConfigResources(store: Store, rootNamespace: string): NonNullable<Facts['resources']> {
  const all = store
    .list('ProxyConfig')
    .map((resource) => ({ namespace: resource.metadata.namespace, spec: resource.body.spec ?? {} }));
  const ofNamespace = (namespace: string) =>
    all.find((r) => r.namespace === namespace && selectorOf(r.spec) === undefined)?.spec ?? {};
  return (pod, namespace) => {
    const labels = podLabels(pod);
    const own = namespace || 'default';
    const selected = all.find((r) => {
      const selector = selectorOf(r.spec);
      return (
        selector !== undefined &&
        r.namespace === own &&
        Object.entries(selector).every(([key, value]) => labels[key] === value)
      );
    });
    const general = settings(ofNamespace(rootNamespace), own === rootNamespace ? {} : ofNamespace(own));
    return { general, selected: settings(selected?.spec ?? {}) };
  };
}

function selectorOf(spec: ProxyConfigSpec): Readonly<Record<string, string>> | undefined {
  const labels = spec.selector?.matchLabels;
  return labels && Object.keys(labels).length > 0 ? labels : undefined;
}

/** What the resources say, as fields of the ProxyConfig of the mesh; the second one wins. */
function settings(first: ProxyConfigSpec, second: ProxyConfigSpec = {}): Tree {
  const concurrency = second.concurrency ?? first.concurrency;
  const image = second.image ?? first.image;
  const proxyMetadata = { ...first.environmentVariables, ...second.environmentVariables };
  return {
    ...(concurrency !== undefined && { concurrency }),
    ...(image && { image }),
    ...(Object.keys(proxyMetadata).length > 0 && { proxyMetadata }),
  };
}

function podLabels(pod: Tree): Readonly<Record<string, unknown>> {
  const metadata = pod['metadata'];
  return isObject(metadata) && isObject(metadata['labels']) ? metadata['labels'] : {};
}

const UIDS = 'openshift.io/sa.scc.uid-range';
const GIDS = 'openshift.io/sa.scc.supplemental-groups';

/** The last user and group of the ranges that OpenShift gives a namespace, so that no container of the pods' has them. */
function proxyIds(store: Store, namespace: string): { readonly uid: number; readonly gid: number } | undefined {
  const found = store.list('Namespace').find((n) => n.metadata.name === (namespace || 'default'));
  const uid = lastOf(found?.metadata.annotations[UIDS]);
  const gid = lastOf(found?.metadata.annotations[GIDS]?.split(',')[0]);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** The last number of `first/count` or `first-last`. */
function lastOf(range: string | undefined): number | undefined {
  const [, first, separator, other] = /^(\d+)([/-])(\d+)$/.exec(range?.trim() ?? '') ?? [];
  if (first === undefined || other === undefined) return undefined;
  return separator === '/' ? Number(first) + Number(other) - 1 : Number(other);
}
