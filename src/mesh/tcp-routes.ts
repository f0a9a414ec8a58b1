import type { TcpMatch, TcpRule } from '../model/kinds/virtual-service.js';
import {
  type ConnectionClient,
  type ConnectionOrigin,
  type ConnectionRoute,
  holds,
  resolveTargets,
  serviceRoute,
} from './connection-routes.js';
import type { MeshVirtualService, Scope } from './types.js';

/**
 * Routes of a TCP service port. The `tcp` rules of all its VirtualServices are read in order, as one list: rules for
 * subnets collect, the first rule that takes any address ends the search, and without one the service itself comes last.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#TCPRoute
 */
export function decideTcpRoutes(
  client: ConnectionClient,
  virtualServices: readonly MeshVirtualService[],
  origin: ConnectionOrigin,
  scope: Scope,
): readonly ConnectionRoute[] {
  const own = origin.cidr === undefined ? {} : { subnets: [origin.cidr] };
  const routes: ConnectionRoute[] = [];
  let covered = false;
  for (const virtualService of virtualServices) {
    for (const [index, rule] of (virtualService.resource.body.spec?.tcp ?? []).entries()) {
      const verdict = judge(rule, client, origin.port.number, virtualService);
      if (verdict === undefined) continue;
      const route = {
        targets: resolveTargets(rule.route, virtualService, origin.port.number, scope),
        virtualService,
        origin: { resource: virtualService.resource, path: ['spec', 'tcp', index] },
      };
      if (verdict === 'any') return [...routes, { ...route, match: own, named: true }];
      routes.push({ ...route, match: { subnets: verdict }, named: false });
      covered ||= sameSubnets(verdict, own.subnets ?? []);
    }
  }
  return covered ? routes : [...routes, serviceRoute(origin, own)];
}

/** Whether a rule takes any address, or only subnets (which are returned), or is not for this client and port. */
function judge(
  rule: TcpRule,
  client: ConnectionClient,
  port: number,
  virtualService: MeshVirtualService,
): 'any' | readonly string[] | undefined {
  if (!rule.match?.length) return 'any';
  const subnets: string[] = [];
  for (const match of rule.match) {
    if (!holds(match, client, port, virtualService)) continue;
    // Connections to a socket have no address.
    if (!hasSubnets(match) || port === 0) return 'any';
    subnets.push(...(match.destinationSubnets ?? []));
  }
  return subnets.length > 0 ? subnets : undefined;
}

function hasSubnets(match: TcpMatch): boolean {
  return (match.destinationSubnets?.length ?? 0) > 0;
}

function sameSubnets(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && [...a].sort().join() === [...b].sort().join();
}
