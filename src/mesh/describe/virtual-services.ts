import { MESH_GATEWAY } from '../gateway-names.js';
import { hostCovers } from '../hosts.js';
import type { Mesh, MeshVirtualService } from '../types.js';
import { buildHostOwners } from '../virtual-hosts.js';
import { selectVirtualServices } from '../virtual-services.js';
import { type DescribedRoute, describeRoutes, type RouteSubject } from './routes.js';

/**
 * What a VirtualService is to requests for a service: it decides; another one comes before it; the client's namespace doesn't
 * see it; or it is for another host, and sends requests for that here.
 */
export type Standing = 'in-force' | 'behind' | 'not-exported' | 'other-host';

export interface DescribedVirtualService {
  readonly virtualService: MeshVirtualService;
  readonly standing: Standing;
  /** The one that decides in its place. */
  readonly behind?: MeshVirtualService;
  readonly routes: readonly DescribedRoute[];
}

/**
 * The VirtualServices of sidecars that have to do with a service, for clients of a namespace: those for its host in the order in
 * which they count, then those that lead to it from other hosts. Of several for a host only the first is heard, and an exact host
 * comes before a wildcard.
 * https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services
 */
export function describeVirtualServices(
  mesh: Mesh,
  subject: RouteSubject,
  namespace: string,
): readonly DescribedVirtualService[] {
  const { hostname } = subject;
  const ofSidecars = mesh.virtualServices.filter(({ gateways }) => gateways.includes(MESH_GATEWAY));
  const visible = selectVirtualServices(ofSidecars, namespace, MESH_GATEWAY);
  const { exact, wildcards } = buildHostOwners(visible);
  const covering = wildcards
    .filter(({ host }) => hostCovers(host, hostname))
    .map(({ virtualService }) => virtualService);
  const ordered = [...new Set([...(exact.get(hostname) ?? []), ...covering])];
  const http = ordered.find((v) => v.http.length > 0);
  const connections = ordered.find(routesConnections);
  const described = ordered.map((v): DescribedVirtualService => {
    const routes = describeRoutes(v, subject);
    if (v === http || v === connections) return { virtualService: v, standing: 'in-force', routes };
    const behind = v.http.length > 0 ? http : connections;
    return { virtualService: v, standing: 'behind', ...(behind && { behind }), routes };
  });
  const seen = new Set(visible);
  const others = ofSidecars.flatMap((v): readonly DescribedVirtualService[] => {
    if (ordered.includes(v)) return [];
    const routes = describeRoutes(v, subject);
    const isFor = v.hosts.some((host) => hostCovers(host, hostname));
    if (!isFor && !leadsTo(routes)) return [];
    return [{ virtualService: v, standing: seen.has(v) ? 'other-host' : 'not-exported', routes }];
  });
  return [...described, ...others];
}

/** Whether some route leads to the service described, whichever its subset. */
export function leadsTo(routes: readonly DescribedRoute[]): boolean {
  return routes.some(({ reach }) => reach !== 'elsewhere' && reach !== 'answered');
}

function routesConnections({ resource }: MeshVirtualService): boolean {
  const { tls = [], tcp = [] } = resource.body.spec ?? {};
  return tls.length + tcp.length > 0;
}
