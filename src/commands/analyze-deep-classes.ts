import type { Mesh, MeshProxy } from '../mesh/types.js';
import type { KindName } from '../model/kinds/index.js';
import type { Store } from '../model/store.js';

/** Proxies whose snapshots differ only in what each has of its own. */
export interface ProxyClass {
  /** The first stands for all. */
  readonly proxies: readonly MeshProxy[];
  /** One of each kind of own side, without those that are translated whole anyway. */
  readonly own: readonly MeshProxy[];
}

interface Draft {
  readonly proxies: MeshProxy[];
  readonly own: Map<string, MeshProxy>;
}

/**
 * Sorts proxies by all that their outbound side depends on: scope, settings, addresses, place, and those labels that something in the
 * mesh selects by. What a sidecar has of its own depends on the ports that it serves as well. Routers have nothing in common that is
 * worth the question.
 */
export function classifyProxies(mesh: Mesh, store: Store): readonly ProxyClass[] {
  const labels = [...selectedLabels(store)].sort();
  const byMetadata = asksForMetadata(store);
  const ids = new WeakMap<object, number>();
  let last = 0;
  const idOf = (value: object): number => {
    const id = ids.get(value) ?? ++last;
    ids.set(value, id);
    return id;
  };
  const classes = new Map<string, Draft>();
  for (const proxy of mesh.proxies) {
    const scope = mesh.scopeOf(proxy);
    const chosen = labels.map((label) => proxy.labels[label] ?? null);
    const name = byMetadata || proxy.type === 'router' ? `${proxy.namespace}/${proxy.name}` : '';
    const mode = proxy.annotations['sidecar.istio.io/interceptionMode'] ?? '';
    const flags = [proxy.ipv4, proxy.ipv6, proxy.dnsCapture, proxy.unprivileged].map(Number).join('');
    const key = `${scope.key} ${idOf(proxy.settings)} ${flags} ${mode} ${proxy.locality} ${name} ${JSON.stringify(chosen)}`;
    const draft = classes.get(key) ?? { proxies: [], own: new Map<string, MeshProxy>() };
    classes.set(key, draft);
    draft.proxies.push(proxy);
    const served = proxy.targets.map((t) => `${t.service.hostname}:${t.port.number}>${t.targetPort}`).join();
    if (proxy.type === 'sidecar' && !draft.own.has(served)) draft.own.set(served, proxy);
  }
  return [...classes.values()].map(({ proxies, own }) => ({ proxies, own: [...own.values()] }));
}

type Labels = Readonly<Record<string, unknown>>;

/** Kinds with a selector of workloads, spelled in one of two ways. */
const SELECTING = [
  'AuthorizationPolicy',
  'RequestAuthentication',
  'PeerAuthentication',
  'Telemetry',
  'WasmPlugin',
  'TrafficExtension',
  'Sidecar',
  'EnvoyFilter',
  'DestinationRule',
] as const satisfies readonly KindName[];

interface Selecting {
  readonly spec?: {
    readonly selector?: { readonly matchLabels?: Labels };
    readonly workloadSelector?: { readonly labels?: Labels; readonly matchLabels?: Labels };
  };
}

/** Label keys that any selector or match of the mesh asks for. */
function selectedLabels(store: Store): ReadonlySet<string> {
  // Policies that name a Gateway of the Gateway API go by this label.
  const keys = new Set<string>(['gateway.networking.k8s.io/gateway-name']);
  const add = (labels: Labels | undefined) => {
    for (const key in labels) keys.add(key);
  };
  for (const kind of SELECTING) {
    for (const resource of store.list(kind)) {
      const { spec }: Selecting = resource.body;
      add(spec?.selector?.matchLabels);
      add(spec?.workloadSelector?.labels);
      add(spec?.workloadSelector?.matchLabels);
    }
  }
  for (const { body } of store.list('VirtualService')) {
    const { http = [], tcp = [], tls = [] } = body.spec ?? {};
    for (const { match } of [...http, ...tcp, ...tls]) for (const one of match ?? []) add(one.sourceLabels);
  }
  return keys;
}

/** Patches that ask for a proxy's metadata may tell any two apart. */
function asksForMetadata(store: Store): boolean {
  return store
    .list('EnvoyFilter')
    .some(({ body }) => body.spec?.configPatches?.some((patch) => patch.match?.proxy?.metadata !== undefined));
}
