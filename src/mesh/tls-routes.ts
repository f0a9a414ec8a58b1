import {
  type ConnectionClient,
  type ConnectionMatch,
  type ConnectionOrigin,
  type ConnectionRoute,
  holds,
  resolveTargets,
  serviceRoute,
} from './connection-routes.js';
import { namesOf } from './hosts.js';
import type { MeshVirtualService, Scope } from './types.js';

/**
 * Routes of a port whose connections begin with TLS. One route a match of the `tls` rules, in order over all
 * VirtualServices; the same names and subnets count once. Only when none applies the service itself is reached: by its
 * name as SNI where the address alone doesn't tell services apart.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#TLSRoute
 */
export function decideTlsRoutes(
  client: ConnectionClient,
  virtualServices: readonly MeshVirtualService[],
  origin: ConnectionOrigin,
  scope: Scope,
): readonly ConnectionRoute[] {
  const routes: ConnectionRoute[] = [];
  const seen = new Set<string>();
  // istiod keeps the subnets of one match in effect for later ones that have none.
  let subnets: readonly string[] = origin.cidr === undefined ? [] : [origin.cidr];
  for (const virtualService of virtualServices) {
    for (const [index, rule] of (virtualService.resource.body.spec?.tls ?? []).entries()) {
      for (const match of rule.match ?? []) {
        if (!holds(match, client, origin.port.number, virtualService)) continue;
        const written = JSON.stringify([match.sniHosts ?? [], match.destinationSubnets ?? []]);
        // Connections to a socket have no address.
        if (match.destinationSubnets?.length && origin.port.number > 0) subnets = match.destinationSubnets;
        if (seen.has(written)) continue;
        seen.add(written);
        routes.push({
          match: matchOf(match.sniHosts ?? [], subnets),
          targets: resolveTargets(rule.route, virtualService, origin.port.number, scope),
          virtualService,
          origin: { resource: virtualService.resource, path: ['spec', 'tls', index] },
          named: true,
        });
      }
    }
  }
  return routes.length > 0 ? routes : [serviceRoute(origin, matchOf(ownNames(origin, client.namespace), subnets))];
}

function matchOf(serverNames: readonly string[], subnets: readonly string[]): ConnectionMatch {
  return {
    ...(serverNames.length > 0 && { serverNames }),
    ...(subnets.length > 0 && { subnets }),
  };
}

/** Other names of the service count in all forms that a client may ask for. */
function ownNames({ bySni, service }: ConnectionOrigin, namespace: string): readonly string[] {
  if (!bySni) return [];
  return [service.hostname, ...service.aliases.flatMap((alias) => namesOf(alias.hostname, namespace))];
}
