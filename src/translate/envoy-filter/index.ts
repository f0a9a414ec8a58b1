import type { MeshProxy } from '../../mesh/types.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import { isMessage } from '../../xds/json.js';
import type { Snapshot } from '../../xds/snapshot.js';
import type { Cluster, Listener } from '../../xds/types.js';
import { cached, report, type Translation } from '../translation.js';
import { patchClusters } from './clusters.js';
import { patchListeners } from './listeners.js';
import { buildPatchSet } from './patches.js';
import { patchRouteConfiguration } from './routes.js';

/**
 * A snapshot after the EnvoyFilters of its proxy: they come last, on the very resources that are pushed. What no patch is
 * about stays the object it was. https://istio.io/latest/docs/reference/config/networking/envoy-filter/
 */
export function applyEnvoyFilters(t: Translation, snapshot: Snapshot): Snapshot {
  const { mesh, proxy, shared } = t;
  if (mesh.envoyFilters.isEmpty) return snapshot;
  const found = mesh.envoyFilters.find(proxy);
  if (found.length === 0) return snapshot;
  const names = found.map(
    (p) => `${p.from.resource.metadata.namespace}/${p.from.resource.metadata.name}:${p.from.path.join('.')}`,
  );
  const patches = cached(shared, 'envoy-patches', names.join(' '), () => {
    const problems: Diagnostic[] = [];
    const set = buildPatchSet(found, problems);
    report(shared, problems);
    return set;
  });
  const context = proxy.type === 'router' ? 'GATEWAY' : 'SIDECAR_OUTBOUND';
  const clusters = patchClusters(snapshot.clusters, patches, proxy);
  const listeners = patchListeners(snapshot.listeners, patches, proxy);
  const asked = routeNames(listeners);
  return {
    listeners,
    routes: snapshot.routes
      .filter((r) => asked.has(r.name))
      .map((r) => patchRouteConfiguration(r, patches, context, gatewayPorts(r.name, proxy))),
    clusters,
    endpoints: endpointsOf(clusters, snapshot),
  };
}

/** Only listeners that are still there ask for their routes. */
function routeNames(listeners: readonly Listener[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { filterChains = [], defaultFilterChain } of listeners) {
    for (const chain of defaultFilterChain ? [...filterChains, defaultFilterChain] : filterChains) {
      for (const { typedConfig } of chain.filters ?? []) {
        const rds = typedConfig?.['rds'];
        const name = isMessage(rds) ? rds['routeConfigName'] : undefined;
        if (typeof name === 'string') names.add(name);
      }
    }
  }
  return names;
}

/** Service ports that lead to the port a gateway listens on; a sidecar's configurations carry their port in the name. */
function gatewayPorts(name: string, proxy: MeshProxy): readonly number[] | undefined {
  if (proxy.type !== 'router') return undefined;
  const bound = /^http\.(\d+)/.exec(name)?.[1];
  const served = /^https\.(\d+)\./.exec(name)?.[1];
  if (served !== undefined) return [Number(served)];
  const ports = proxy.targets.filter((t) => String(t.targetPort) === bound).map((t) => t.port.number);
  return ports.length > 0 || bound === undefined ? ports : [Number(bound)];
}

/** Clusters ask for their endpoints as far as they are still there, or new, and discover them; nobody has those of unknown names. */
function endpointsOf(clusters: readonly Cluster[], snapshot: Snapshot): Snapshot['endpoints'] {
  if (snapshot.endpoints.length === 0) return [];
  const asked = new Set<string>();
  for (const { type, name, edsClusterConfig } of clusters) {
    const serviceName = edsClusterConfig?.['serviceName'];
    if (type === 'EDS') asked.add(typeof serviceName === 'string' && serviceName ? serviceName : name);
  }
  const found = snapshot.endpoints.filter((e) => asked.delete(e.clusterName));
  return asked.size === 0 ? found : [...found, ...[...asked].map((clusterName) => ({ clusterName }))];
}
