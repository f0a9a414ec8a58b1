import type { Diagnostic } from '../model/diagnostic.js';
import { formatPath } from '../model/resource.js';
import { type MergedGateways, mergeServers } from './gateway-merge.js';
import { type GatewayResource, readServers } from './gateway-servers.js';
import { DEFAULT_CONFIG_CREATED } from './services.js';
import type { MeshProxy, MeshVirtualService } from './types.js';
import { selectVirtualServices } from './virtual-services.js';
import { selects } from './workloads.js';

/** Which Gateways make a router's configuration, and which VirtualServices are bound to a Gateway. */
export interface GatewayIndex {
  /** The Gateways of a router, merged. Cached. */
  ofRouter(proxy: MeshProxy): MergedGateways;
  /** VirtualServices of a Gateway (`namespace/name`) that are exported to a router's namespace, by precedence. Cached. */
  virtualServices(namespace: string, gateway: string): readonly MeshVirtualService[];
}

/**
 * Indexes Gateways and the VirtualServices that name them. A Gateway is for all routers, of any namespace, whose labels its
 * selector takes; without a selector for all.
 * https://istio.io/latest/docs/reference/config/networking/gateway/#Gateway
 */
export function buildGateways(
  gateways: readonly GatewayResource[],
  virtualServices: readonly MeshVirtualService[],
): GatewayIndex {
  const byAge = [...gateways].sort(compareAge);
  const bound = new Map<string, MeshVirtualService[]>();
  for (const virtualService of virtualServices) {
    for (const gateway of new Set(virtualService.gateways)) {
      const list = bound.get(gateway);
      if (list) list.push(virtualService);
      else bound.set(gateway, [virtualService]);
    }
  }
  const merged = new WeakMap<MeshProxy, MergedGateways>();
  const selected = new Map<string, readonly MeshVirtualService[]>();
  return {
    ofRouter(proxy) {
      const known = merged.get(proxy);
      if (known) return known;
      const own = byAge.filter((g) => selects(g.body.spec?.selector ?? {}, proxy.labels));
      const value = mergeServers(own.flatMap((g) => readServers(g, proxy.targets)));
      merged.set(proxy, value);
      return value;
    },
    virtualServices(namespace, gateway) {
      const key = `${namespace} ${gateway}`;
      const known = selected.get(key);
      if (known) return known;
      const value = selectVirtualServices(bound.get(gateway) ?? [], namespace, gateway);
      selected.set(key, value);
      return value;
    },
  };
}

function compareAge(a: GatewayResource, b: GatewayResource): number {
  const created = (r: GatewayResource) => r.metadata.created ?? DEFAULT_CONFIG_CREATED;
  return (
    created(a) - created(b) ||
    compare(a.metadata.name, b.metadata.name) ||
    compare(a.metadata.namespace, b.metadata.namespace)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What is wrong with the Gateways of all routers; a server that several routers drop is named once. */
export function routerProblems(gateways: GatewayIndex, proxies: readonly MeshProxy[]): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const proxy of proxies) {
    if (proxy.type !== 'router') continue;
    for (const problem of gateways.ofRouter(proxy).diagnostics) {
      found.set(`${problem.code} ${problem.args['gateway']} ${formatPath(problem.path ?? [])}`, problem);
    }
  }
  return [...found.values()];
}
