import { MESH_GATEWAY } from '../gateway-names.js';
import type { GatewayServer } from '../gateway-servers.js';
import type { Mesh, MeshProxy, MeshVirtualService } from '../types.js';
import { type DescribedRoute, describeRoutes, type RouteSubject } from './routes.js';
import { leadsTo } from './virtual-services.js';

/** A server of a Gateway through which a service is reached from outside. */
export interface Exposure {
  readonly server: GatewayServer;
  /** The hosts that the VirtualService speaks for there. */
  readonly hosts: readonly string[];
  readonly virtualService: MeshVirtualService;
  readonly routes: readonly DescribedRoute[];
  /** Gateways' proxies that serve it. */
  readonly routers: readonly MeshProxy[];
}

/** A VirtualService that would lead to a service from a Gateway that no proxy serves to it. */
export interface UnservedGateway {
  /** `namespace/name` */
  readonly gateway: string;
  readonly virtualService: MeshVirtualService;
}

export interface Exposures {
  readonly served: readonly Exposure[];
  readonly unserved: readonly UnservedGateway[];
}

/**
 * How a service is reached through Gateways: every server with a VirtualService that has a route to it.
 * https://istio.io/latest/docs/reference/config/networking/gateway/
 */
export function describeExposures(mesh: Mesh, subject: RouteSubject): Exposures {
  const leading = new Map<MeshVirtualService, readonly DescribedRoute[]>();
  for (const virtualService of mesh.virtualServices) {
    if (virtualService.gateways.every((name) => name === MESH_GATEWAY)) continue;
    const routes = describeRoutes(virtualService, subject);
    if (leadsTo(routes)) leading.set(virtualService, routes);
  }
  if (leading.size === 0) return { served: [], unserved: [] };
  const served = new Map<string, Exposure>();
  for (const router of mesh.proxies.filter(({ type }) => type === 'router')) {
    for (const server of mesh.gateways.ofRouter(router).groups.flatMap(({ servers }) => servers)) {
      for (const { virtualService, hosts } of mesh.gateways.boundTo(server, router.namespace)) {
        const routes = leading.get(virtualService);
        if (!routes) continue;
        const key = JSON.stringify([server.gateway, server.path, virtualService.namespace, virtualService.name]);
        const known = served.get(key);
        const routers = [...(known?.routers ?? []), router];
        served.set(key, { server, hosts, virtualService, routes, routers });
      }
    }
  }
  const found = [...served.values()];
  const unserved = [...leading.keys()].flatMap((virtualService) =>
    [...new Set(virtualService.gateways)]
      .filter((gateway) => gateway !== MESH_GATEWAY)
      .filter((gateway) => !found.some((e) => e.virtualService === virtualService && e.server.gateway === gateway))
      .map((gateway) => ({ gateway, virtualService })),
  );
  return { served: found, unserved };
}

/** A server that a gateway's proxy has, and the VirtualServices bound to it. */
export interface RouterServer {
  readonly server: GatewayServer;
  readonly virtualServices: readonly MeshVirtualService[];
}

/** What a gateway's proxy serves, by port; nothing for sidecars. */
export function describeRouter(mesh: Mesh, proxy: MeshProxy): readonly RouterServer[] {
  if (proxy.type !== 'router') return [];
  return mesh.gateways
    .ofRouter(proxy)
    .groups.flatMap(({ servers }) => servers)
    .map((server) => ({
      server,
      virtualServices: mesh.gateways.boundTo(server, proxy.namespace).map(({ virtualService }) => virtualService),
    }));
}
