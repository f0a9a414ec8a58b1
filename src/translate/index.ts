import type { Mesh, MeshProxy } from '../mesh/types.js';
import type { Snapshot } from '../xds/snapshot.js';
import { translateClusters } from './cds/index.js';
import { translateEndpoints } from './eds/index.js';
import { applyEnvoyFilters } from './envoy-filter/index.js';
import { applyTrafficExtensions } from './extensions/index.js';
import { translateListeners } from './lds/index.js';
import { translateOutboundRoutes } from './rds/index.js';
import { applyTelemetry } from './telemetry/index.js';
import type { SharedState, Translation } from './translation.js';

/**
 * The xDS resources that istiod would push to a proxy, each list sorted by name.
 * `shared` is made once a mesh with `buildSharedState` and handed to every call, so that proxies share what they can.
 */
export function translateProxy(mesh: Mesh, proxy: MeshProxy, shared: SharedState): Snapshot {
  const t: Translation = { mesh, proxy, scope: mesh.scopeOf(proxy), shared };
  const { listeners: spelled, routeNames } = translateListeners(t);
  const listeners = applyTelemetry(t, applyTrafficExtensions(t, spelled));
  const clusters = translateClusters(t);
  const routes = translateOutboundRoutes(t, routeNames);
  const endpoints = translateEndpoints(t, clusters);
  const patched = applyEnvoyFilters(t, { listeners, routes, clusters, endpoints });
  return {
    listeners: sorted(patched.listeners, (l) => l.name),
    routes: sorted(patched.routes, (r) => r.name),
    clusters: sorted(patched.clusters, (c) => c.name),
    endpoints: sorted(patched.endpoints, (e) => e.clusterName),
  };
}

function sorted<T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] {
  return [...items].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0));
}
