import { type ExtensionPhase, runsAt, type TrafficExtensionDecision } from '../../mesh/traffic-extensions.js';
import { type Any, typeUrl } from '../../xds/json.js';
import type { Extension, FilterChain, Listener } from '../../xds/types.js';
import { type WorkloadSecurity, workloadSecurity } from '../filters/security.js';
import type { Translation } from '../translation.js';

const HTTP_MANAGER = 'envoy.filters.network.http_connection_manager';
const ADS = { ads: {}, initialFetchTimeout: '0s', resourceApiVersion: 'V3' };

/** Chains for what nobody knows: nothing runs there. */
const UNOBSERVED: ReadonlySet<string> = new Set([
  'virtualInbound-blackhole',
  'virtualOutbound-blackhole',
  'virtualOutbound-catchall-tcp',
  'PassthroughFilterChain',
]);

/**
 * Listeners with the filters of WasmPlugins and TrafficExtensions, each at the place of its phase among the security filters.
 * https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/#PluginPhase
 */
export function applyTrafficExtensions(t: Translation, listeners: readonly Listener[]): readonly Listener[] {
  if (t.mesh.trafficExtensions.isEmpty) return listeners;
  const extensions = t.mesh.trafficExtensions.find(t.proxy);
  if (extensions.length === 0) return listeners;
  const security = workloadSecurity(t);
  return listeners.map((listener) => {
    const inbound = t.proxy.type === 'sidecar' && listener.trafficDirection === 'INBOUND';
    const secured = inbound || t.proxy.type === 'router' ? security : undefined;
    const networkPort = t.proxy.type === 'router' ? routerPorts(t, listener) : sidecarPorts(t, listener, inbound);
    const extend = (chain: FilterChain) => extendChain(chain, listener, { inbound, secured, networkPort }, extensions);
    const last = listener.defaultFilterChain;
    return {
      ...listener,
      ...(listener.filterChains && { filterChains: listener.filterChains.map(extend) }),
      ...(last && { defaultFilterChain: extend(last) }),
    };
  });
}

interface Site {
  readonly inbound: boolean;
  /** The filters that decide who may come in, where they are among the others. */
  readonly secured: WorkloadSecurity | undefined;
  /** The port by which the connections of a chain are matched; undefined where nothing runs on them. */
  readonly networkPort: (chain: FilterChain) => number | undefined;
}

function isHttp(chain: FilterChain): boolean {
  return chain.filters?.some((f) => f.name === HTTP_MANAGER) ?? false;
}

function listenedPort(listener: Listener): number {
  return listener.address?.socketAddress?.portValue ?? 0;
}

/** Inbound connections are matched by the port of the service, inbound requests by that of the workload. */
function sidecarPorts(t: Translation, listener: Listener, inbound: boolean): Site['networkPort'] {
  if (!inbound) return () => listenedPort(listener);
  return (chain) => {
    const bound = chain.filterChainMatch?.destinationPort ?? 0;
    if (isHttp(chain)) return bound;
    return t.proxy.targets.find((s) => s.targetPort === bound)?.port.number ?? 0;
  };
}

/**
 * Of the chains of a router's port that end requests only the first has extensions for its connections. Other connections are
 * matched by the port that the Gateway names; those passed on to the cluster that their SNI names, by the port in that.
 */
function routerPorts(t: Translation, listener: Listener): Site['networkPort'] {
  const listened = listenedPort(listener);
  const servers = t.mesh.gateways.ofRouter(t.proxy).groups.flatMap((group) => group.servers);
  const named = servers.find((server) => server.listenPort === listened)?.port.number ?? listened;
  let given = false;
  return (chain) => {
    if (!isHttp(chain)) {
      const [sni = ''] = chain.filterChainMatch?.serverNames ?? [];
      return Number(/^outbound_\.(\d+)_\./.exec(sni)?.[1] ?? named);
    }
    const port = given ? undefined : listened;
    given = true;
    return port;
  };
}

function extendChain(
  chain: FilterChain,
  listener: Listener,
  { inbound, secured, networkPort }: Site,
  extensions: readonly TrafficExtensionDecision[],
): FilterChain {
  if (UNOBSERVED.has(chain.name ?? '')) return chain;
  const side = inbound ? 'SERVER' : 'CLIENT';
  const bound = chain.filterChainMatch?.destinationPort ?? 0;
  const active = (port: number) => extensions.filter((e) => runsAt(e, side, port));
  const filters = chain.filters ?? [];
  const port = networkPort(chain);
  const network = port === undefined ? [] : active(port).filter((e) => e.level === 'network');
  const requests = active(inbound ? bound : listenedPort(listener)).filter((e) => e.level === 'http');
  const asking = secured?.http.custom.length ?? 0;
  const extended = filters.map((f) => (f.name === HTTP_MANAGER ? extendManager(f, requests, asking) : f));
  if (network.length === 0) return { ...chain, filters: extended };
  const before = isHttp(chain) ? 0 : (secured?.network.custom.length ?? 0);
  return { ...chain, filters: placed(extended, network, 'envoy.filters.network', before) };
}

function extendManager(manager: Extension, extensions: readonly TrafficExtensionDecision[], asking: number): Extension {
  const config = manager.typedConfig;
  const own = config?.['httpFilters'];
  if (!config || !Array.isArray(own) || extensions.length === 0) return manager;
  const httpFilters = placed(own, extensions, 'envoy.filters.http', asking);
  return { ...manager, typedConfig: { ...config, httpFilters } as Any };
}

/**
 * Filters with extensions among them: after the first `asking` ones, which are for external authorization, those that authenticate, after tokens those that
 * authorize, after the rules those that count, then the rest.
 */
function placed<T extends { readonly name?: unknown }>(
  filters: readonly T[],
  extensions: readonly TrafficExtensionDecision[],
  family: string,
  asking: number,
): readonly (T | Extension)[] {
  const nameOf = (i: number) => filters[i]?.name;
  const of = (phase: ExtensionPhase) => extensions.filter((e) => e.phase === phase).map((e) => spell(e));
  const start = (nameOf(0) === 'istio.metadata_exchange' ? 1 : 0) + asking;
  const tokens = nameOf(start) === `${family}.jwt_authn` ? start + 1 : start;
  let rules = tokens;
  while (nameOf(rules) === `${family}.rbac`) rules += 1;
  return [
    ...filters.slice(0, start),
    ...of('AUTHN'),
    ...filters.slice(start, tokens),
    ...of('AUTHZ'),
    ...filters.slice(tokens, rules),
    ...of('STATS'),
    ...of('UNSPECIFIED'),
    ...filters.slice(rules),
  ];
}

function spell({ name, level, lua }: TrafficExtensionDecision): Extension {
  if (lua !== undefined) {
    const type = typeUrl('envoy.extensions.filters.http.lua.v3.Lua');
    return { name, typedConfig: { '@type': type, defaultSourceCode: { inlineString: lua } } };
  }
  const types = [`envoy.extensions.filters.${level}.wasm.v3.Wasm`, `envoy.extensions.filters.${level}.rbac.v3.RBAC`];
  return { name, configDiscovery: { configSource: ADS, typeUrls: types.map(typeUrl) } };
}
