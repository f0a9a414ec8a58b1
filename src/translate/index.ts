import type { Mesh, MeshProxy } from '../mesh/types.js';
import type { Snapshot } from '../xds/snapshot.js';
import { translateClusters } from './cds/index.js';
import { translateEndpoints } from './eds/index.js';
import { applyEnvoyFilters } from './envoy-filter/index.js';
import { applyTrafficExtensions } from './extensions/index.js';
import { applyIdleTimeout } from './lds/idle-timeout.js';
import { translateListeners } from './lds/index.js';
import { translateOutboundRoutes } from './rds/index.js';
import { applyTelemetry } from './telemetry/index.js';
import type { SharedState, Translation } from './translation.js';

/**
 * The xDS resources that istiod would push to a proxy, each list sorted by name.
 * `shared` is made once a mesh with `buildSharedState` and handed to every call, so that proxies share what they can.
 * Lists that aren't in `wanted` may be empty.
 */
export function translateProxy(
  mesh: Mesh,
  proxy: MeshProxy,
  shared: SharedState,
  wanted: readonly (keyof Snapshot)[] = ALL,
): Snapshot {
  const t: Translation = { mesh, proxy, scope: mesh.scopeOf(proxy), shared };
  const wants = (type: keyof Snapshot) => wanted.includes(type);
  // Listeners say which routes there are, and clusters which endpoints.
  const needsListeners = wants('listeners') || wants('routes');
  const needsClusters = wants('clusters') || wants('endpoints');
  const { listeners: spelled, routeNames } = needsListeners ? translateListeners(t) : NO_LISTENERS;
  const listeners = applyTelemetry(t, applyTrafficExtensions(t, applyIdleTimeout(t, spelled)));
  const clusters = needsClusters ? translateClusters(t) : [];
  const routes = wants('routes') ? translateOutboundRoutes(t, routeNames) : [];
  const endpoints = wants('endpoints') ? translateEndpoints(t, clusters) : [];
  const patched = applyEnvoyFilters(t, { listeners, routes, clusters, endpoints });
  return {
    listeners: inOrder(patched.listeners, (l) => l.name),
    routes: inOrder(patched.routes, (r) => r.name),
    clusters: inOrder(patched.clusters, (c) => c.name),
    endpoints: inOrder(patched.endpoints, (e) => e.clusterName),
  };
}

const ALL: readonly (keyof Snapshot)[] = ['listeners', 'routes', 'clusters', 'endpoints'];
const NO_LISTENERS = { listeners: [], routeNames: [] };

/** Sorted by name. Mostly they are already: then it is the same list, which many proxies may share. */
function inOrder<T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] {
  let last = '';
  for (const item of items) {
    const name = nameOf(item);
    if (name < last) return [...items].sort((a, b) => compare(nameOf(a), nameOf(b)));
    last = name;
  }
  return items;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
