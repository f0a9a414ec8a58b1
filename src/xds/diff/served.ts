import { type ConfigDump, parseConfigDump } from '../dump/config-dump.js';
import { isMessage, isOfType, type Json, type JsonMessage } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import type { Cluster } from '../types.js';
import type { ResourceType } from './types.js';

/** What of a config dump can be compared with what a control plane sends. */
export interface Served {
  readonly snapshot: Snapshot;
  /** Lists that the dump has; the others were not asked for. */
  readonly types: readonly ResourceType[];
  /** The Envoy has no control plane: everything in it stands in its bootstrap, routes and endpoints inside listeners and clusters. */
  readonly fromBootstrap: boolean;
}

const TYPES: readonly ResourceType[] = ['listeners', 'routes', 'clusters', 'endpoints'];

/**
 * The resources that an Envoy got from its control plane. Static ones are its bootstrap's, or parts of others that Envoy lists once more.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/admin/v3/config_dump.proto
 */
export function servedResources(dump: ConfigDump): Served {
  const types = TYPES.filter((type) => dump.has(type));
  const configs = dump.raw['configs'];
  if (!Array.isArray(configs)) return { snapshot: dump.snapshot, types, fromBootstrap: false };
  const { snapshot } = parseConfigDump({ configs: configs.map(withoutStatic) });
  const dynamic = snapshot.listeners.length > 0 || snapshot.clusters.length > 0;
  if (dynamic) return { snapshot: withAssignmentsSent(snapshot), types, fromBootstrap: false };
  const whole = types.filter((type) => type === 'listeners' || type === 'clusters');
  return { snapshot: dump.snapshot, types: whole, fromBootstrap: true };
}

/** Envoy lists the endpoints of all clusters, also of those that find them in another way than by being told. */
function withAssignmentsSent(snapshot: Snapshot): Snapshot {
  const { listeners, routes, clusters } = snapshot;
  if (clusters.length === 0) return snapshot;
  const told = new Set(
    clusters.filter(({ type }) => type === 'EDS').flatMap((cluster) => [cluster.name, serviceOf(cluster)]),
  );
  const endpoints = snapshot.endpoints.filter(({ clusterName }) => told.has(clusterName));
  return { listeners, routes, clusters, endpoints };
}

function serviceOf({ name, edsClusterConfig }: Cluster): string {
  const service = edsClusterConfig?.['serviceName'];
  return typeof service === 'string' && service !== '' ? service : name;
}

function withoutStatic(section: Json): Json {
  if (!isMessage(section) || isOfType(section, 'BootstrapConfigDump')) return section;
  const kept: Record<string, Json> = {};
  for (const [key, value] of Object.entries(section)) {
    if (value !== undefined && !key.startsWith('static')) kept[key] = value;
  }
  return kept;
}

/** Name of the proxy as `NAME.NAMESPACE`, from the node id of its bootstrap: `sidecar~IP~NAME.NAMESPACE~DOMAIN`. */
export function proxyOfNode(bootstrap: JsonMessage | undefined): string | undefined {
  const inner = bootstrap?.['bootstrap'];
  const node = isMessage(inner) ? inner['node'] : undefined;
  const id = isMessage(node) ? node['id'] : undefined;
  return typeof id === 'string' ? id.split('~')[2] : undefined;
}

/** The listeners and clusters that stand in a bootstrap, as an Envoy that runs on it has them. */
export function resourcesOfBootstrap({ staticResources }: JsonMessage): Snapshot {
  const list = (field: string): readonly Json[] => {
    const value = isMessage(staticResources) ? staticResources[field] : undefined;
    return Array.isArray(value) ? value : [];
  };
  const of = (name: string) => `type.googleapis.com/envoy.admin.v3.${name}`;
  const listeners = list('listeners').map((listener) => ({ listener }));
  const clusters = list('clusters').map((cluster) => ({ cluster }));
  return parseConfigDump({
    configs: [
      { '@type': of('ListenersConfigDump'), staticListeners: listeners },
      { '@type': of('ClustersConfigDump'), staticClusters: clusters },
    ],
  }).snapshot;
}
