import type { Snapshot } from '../snapshot.js';
import type { Route, RouteConfiguration, VirtualHost } from '../types.js';
import type { Finding } from './finding.js';

/** What Envoy would refuse about routes. https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/route/v3/route_components.proto */
export function checkRoutes(snapshot: Snapshot): Finding[] {
  const clusters = new Set(snapshot.clusters.map((c) => c.name));
  return snapshot.routes.flatMap((config) => checkConfiguration(config, clusters));
}

type Say = (code: string, path: Finding['path'], args: Finding['args'], ...inner: object[]) => void;

/** Checks one route configuration, of RDS or inside a listener. */
function checkConfiguration(config: RouteConfiguration, clusters: ReadonlySet<string>): Finding[] {
  const out: Finding[] = [];
  const say: Say = (code, path, args, ...inner) => {
    const effect = code === 'cluster-unknown' ? 'dangling' : 'refused';
    const resource = { type: 'route', name: config.name } as const;
    out.push({ code, effect, resource, path, args, objects: [config, ...inner] });
  };
  const domains = new Map<string, string>();
  (config.virtualHosts ?? []).forEach((host, i) => {
    const path = ['virtualHosts', i];
    checkDomains(host, domains, path, say);
    (host.routes ?? []).forEach((route, j) => {
      checkRoute(route, (code, at, args) => say(code, [...path, 'routes', j, ...at], args, host, route), clusters);
    });
  });
  return out;
}

function checkDomains(host: VirtualHost, taken: Map<string, string>, path: Finding['path'], say: Say): void {
  // A live dump may lack what the types promise.
  const { domains = [] }: Partial<VirtualHost> = host;
  domains.forEach((domain, i) => {
    const key = domain.toLowerCase();
    const owner = taken.get(key);
    if (owner !== undefined) say('duplicate-domain', [...path, 'domains', i], { domain, host: owner }, host);
    else taken.set(key, host.name);
  });
}

function checkRoute(route: Route, say: Say, clusters: ReadonlySet<string>): void {
  const { route: action } = route;
  if (!action) return;
  if (action.prefixRewrite && action.regexRewrite) say('two-rewrites', ['route'], {});
  const weighted = action.weightedClusters?.clusters;
  if (weighted && weighted.reduce((sum, c) => sum + (c.weight ?? 0), 0) === 0)
    say('no-weight', ['route', 'weightedClusters'], {});
  const named = [action.cluster, ...(weighted ?? []).map((c) => c.name)];
  for (const cluster of named) {
    if (cluster !== undefined && !clusters.has(cluster)) say('cluster-unknown', ['route'], { cluster });
  }
}
