import type { TcpMatch } from '../model/kinds/virtual-service.js';
import { type ConnectionRoute, holds, resolveTargets } from './connection-routes.js';
import { serverNames } from './gateway-hosts.js';
import type { GatewayServer } from './gateway-servers.js';
import { hostCovers } from './hosts.js';
import type { Mesh, MeshService, MeshVirtualService, Scope, ServicePort } from './types.js';

/** What decides about the connections of a router. */
export interface RouterFacts {
  readonly mesh: Mesh;
  readonly scope: Scope;
}

/**
 * The route of a server for plain connections, or for TLS that the router ends: the first `tcp` rule that fits takes all of
 * them. Undefined where no VirtualService has any: then nothing is served.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#TCPRoute
 */
export function decideServerRoute({ mesh, scope }: RouterFacts, server: GatewayServer): ConnectionRoute | undefined {
  for (const { virtualService } of mesh.gateways.boundTo(server, scope.namespace)) {
    const { resource } = virtualService;
    for (const [index, rule] of (resource.body.spec?.tcp ?? []).entries()) {
      if (rule.match?.length && !rule.match.some((match) => fits(match, server, virtualService))) continue;
      return {
        match: { serverNames: server.tls ? serverNames(server.hosts) : [] },
        targets: resolveTargets(rule.route, virtualService, server.port.number, scope),
        virtualService,
        origin: { resource, path: ['spec', 'tcp', index] },
        named: false,
      };
    }
  }
  return undefined;
}

/**
 * Routes of a server that passes TLS on: one a match of the `tls` rules. `taken` holds the names that earlier routes of
 * the port have, with the address that they bind to: a match that repeats one is left out.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#TLSRoute
 */
export function decideSniRoutes(
  { mesh, scope }: RouterFacts,
  server: GatewayServer,
  taken: Map<string, string>,
): readonly ConnectionRoute[] {
  const routes: ConnectionRoute[] = [];
  for (const { virtualService } of mesh.gateways.boundTo(server, scope.namespace)) {
    const { resource } = virtualService;
    for (const [index, rule] of (resource.body.spec?.tls ?? []).entries()) {
      for (const match of rule.match ?? []) {
        const names = match.sniHosts ?? [];
        if (!fits(match, server, virtualService) || names.some((n) => taken.get(n) === server.bind)) continue;
        for (const name of names) taken.set(name, server.bind);
        routes.push({
          match: { serverNames: names },
          targets: resolveTargets(rule.route, virtualService, server.port.number, scope),
          virtualService,
          origin: { resource, path: ['spec', 'tls', index] },
          named: false,
        });
      }
    }
  }
  return routes;
}

/** Port and gateway count; a router doesn't ask who the client is. */
function fits(
  { port, gateways }: Pick<TcpMatch, 'port' | 'gateways'>,
  server: GatewayServer,
  virtualService: MeshVirtualService,
): boolean {
  const client = { gateway: server.gateway, namespace: '', labels: {} };
  const where = { ...(port !== undefined && { port }), ...(gateways && { gateways }) };
  return holds(where, client, server.port.number, virtualService);
}

/** A service port, or a subset of it, that sidecars elsewhere reach by SNI through a router between networks. */
export interface SniTarget {
  readonly service: MeshService;
  readonly port: ServicePort;
  readonly subset: string;
}

/**
 * What a server with AUTO_PASSTHROUGH serves: every port of the services in the mesh that its hosts cover, and the subsets
 * of their DestinationRules. https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings-TLSmode
 */
export function decideSniTargets(
  { scope }: RouterFacts,
  server: GatewayServer,
  subsetsOf: (service: MeshService) => readonly string[],
): readonly SniTarget[] {
  const covers = serverNames(server.hosts);
  return scope.clusterServices
    .filter((s) => !s.meshExternal && s.resolution !== 'alias' && covers.some((host) => hostCovers(host, s.hostname)))
    .flatMap((service) => {
      const subsets = ['', ...subsetsOf(service)];
      const ports = service.ports.filter((port) => port.protocol !== 'udp');
      return ports.flatMap((port) => subsets.map((subset) => ({ service, port, subset })));
    });
}
