import type { Mesh, MeshProxy } from '../mesh/types.js';
import type { Snapshot } from '../xds/snapshot.js';
import { inboundClusters } from './cds/inbound.js';
import { applyEnvoyFilters } from './envoy-filter/index.js';
import { applyTrafficExtensions } from './extensions/index.js';
import { buildListenerContext } from './filters/listener-context.js';
import { inboundListeners } from './lds/virtual-inbound.js';
import { applyTelemetry } from './telemetry/index.js';
import type { SharedState, Translation } from './translation.js';

/**
 * What a sidecar has of its own: the listeners and clusters towards its workload. The rest of its snapshot is the same for all
 * proxies that see and ask the same.
 */
export function translateOwnSide(mesh: Mesh, proxy: MeshProxy, shared: SharedState): Snapshot {
  const t: Translation = { mesh, proxy, scope: mesh.scopeOf(proxy), shared };
  const listeners = inboundListeners(t, buildListenerContext(t));
  return applyEnvoyFilters(t, {
    listeners: applyTelemetry(t, applyTrafficExtensions(t, listeners)),
    routes: [],
    clusters: inboundClusters(t),
    endpoints: [],
  });
}
