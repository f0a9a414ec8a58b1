import { inlineEndpoints } from './bootstrap-clusters.js';
import { inlineRoutes } from './bootstrap-routes.js';
import { controlPlaneClusters, namedServers, replaceAds } from './bootstrap-servers.js';
import { dropIstioOnly } from './bootstrap-stock.js';
import type { Json, JsonMessage } from './json.js';
import type { Snapshot } from './snapshot.js';

/** Facts about the proxy that a bootstrap names. */
export interface BootstrapProxy {
  readonly name: string;
  readonly namespace: string;
  readonly type: 'sidecar' | 'router';
  readonly ip: string;
}

/** A bootstrap, and what had to be left out of it or put in its place, a sentence each. */
export interface Bootstrap {
  readonly bootstrap: JsonMessage;
  readonly notes: readonly string[];
}

/** Istio raises Envoy's limit for the size of a regular expression to this. */
const REGEX_LIMIT = 32768;

/**
 * A complete bootstrap that a stock Envoy loads, from a snapshot: routes and endpoints inlined, filters that only Istio's
 * build of Envoy has left out. Certificates still come over SDS, from the cluster `sds-grpc`, which is defined with
 * the socket that an Istio agent serves. The admin interface listens on 127.0.0.1:15000.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/bootstrap/v3/bootstrap.proto
 */
export function buildBootstrap(snapshot: Snapshot, proxy: BootstrapProxy): Bootstrap {
  const notes = new Set<string>();
  const routed = inlineRoutes(snapshot.listeners, snapshot.routes, notes);
  const listeners = replaceAds(dropIstioOnly(routed, notes));
  const clusters = replaceAds(dropIstioOnly(inlineEndpoints(snapshot.clusters, snapshot.endpoints), notes));
  const named = namedServers([listeners, clusters]);
  const servers = controlPlaneClusters(named, new Set(snapshot.clusters.map((cluster) => cluster.name)));
  const bootstrap: JsonMessage = {
    node: node(proxy),
    admin: { address: { socketAddress: { address: '127.0.0.1', portValue: 15000 } } },
    layeredRuntime: {
      layers: [{ name: 'limits', staticLayer: { 're2.max_program_size.error_level': REGEX_LIMIT } }],
    },
    staticResources: { listeners, clusters: [...clusters, ...servers] },
  };
  return { bootstrap, notes: [...notes] };
}

/** The identity that an Istio proxy gives itself. https://istio.io/latest/docs/ops/deployment/architecture/ */
function node({ name, namespace, type, ip }: BootstrapProxy): Json {
  return {
    id: `${type}~${ip}~${name}.${namespace}~${namespace}.svc.cluster.local`,
    cluster: `${name}.${namespace}`,
  };
}
