import type { Json, JsonMessage } from '../../xds/json.js';
import type { Snapshot } from '../../xds/snapshot.js';
import type { Cluster, ClusterLoadAssignment } from '../../xds/types.js';
import type { OriginsOf, SummaryRow, WorkloadsOf } from './types.js';

const UNLIMITED = 4294967295;
const SHOWN_ENDPOINTS = 3;

/** A cluster as people call it: `host:port` with its subset in brackets; static clusters by name. */
export function clusterLabel(name: string): string {
  const [direction, port, subset, host] = name.split('|');
  if (host === undefined) return name;
  if (direction === 'inbound') return `inbound ${port}`;
  return `${shortHost(host)}:${port}${subset ? ` [${subset}]` : ''}`;
}

function shortHost(host: string): string {
  return host.replace(/\.svc\.cluster\.local$/, '');
}

/** One row an outbound cluster: host and port, subset, endpoints, what is set, and the DestinationRule that set it. */
export function clusterRows(snapshot: Snapshot, originsOf: OriginsOf, workloadsOf: WorkloadsOf): SummaryRow[] {
  const assignments = new Map(snapshot.endpoints.map((e) => [e.clusterName, e]));
  return snapshot.clusters
    .filter((c) => c.name.startsWith('outbound|'))
    .map((cluster) => {
      const [, port = '', subset = '', host = ''] = cluster.name.split('|');
      const assignment = cluster.loadAssignment ?? assignments.get(cluster.name);
      const endpoints = endpointText(cluster, assignment) || pods(workloadsOf(cluster.name));
      return [`${shortHost(host)}:${port}`, subset, endpoints, settings(cluster), originsOf(cluster).join(' ')];
    });
}

function endpointText(cluster: Cluster, assignment: ClusterLoadAssignment | undefined): string {
  if (cluster.type === 'ORIGINAL_DST') return 'original destination';
  const addresses = (assignment?.endpoints ?? []).flatMap((group) =>
    (group.lbEndpoints ?? []).map(({ endpoint }) => {
      const at = endpoint?.address?.socketAddress;
      return at ? `${at.address}:${at.portValue ?? ''}` : (endpoint?.address?.pipe?.path ?? '?');
    }),
  );
  if (addresses.length === 0) return '';
  const more = addresses.length > SHOWN_ENDPOINTS ? ` +${addresses.length - SHOWN_ENDPOINTS}` : '';
  return addresses.slice(0, SHOWN_ENDPOINTS).join(' ') + more;
}

function pods(workloads: readonly string[]): string {
  return workloads.length > 0 ? `pods of ${workloads.join(', ')}` : 'none';
}

function settings(cluster: Cluster): string {
  const limits = firstThreshold(cluster);
  const limited = Object.entries(limits).filter(([, value]) => typeof value === 'number' && value !== UNLIMITED);
  return [
    cluster.lbPolicy === 'CLUSTER_PROVIDED'
      ? ''
      : (cluster.lbPolicy ?? 'ROUND_ROBIN').toLowerCase().replaceAll('_', ' '),
    ...limited.map(([name, value]) => `${name} ${String(value)}`),
    cluster.outlierDetection ? outlier(cluster.outlierDetection) : '',
    tls(cluster),
  ]
    .filter(Boolean)
    .join(', ');
}

function firstThreshold(cluster: Cluster): JsonMessage {
  const list = cluster.circuitBreakers?.['thresholds'];
  const first: Json | undefined = Array.isArray(list) ? list[0] : undefined;
  return first && typeof first === 'object' && !Array.isArray(first) ? (first as JsonMessage) : {};
}

function outlier(detection: JsonMessage): string {
  const errors = detection['consecutive5xx'];
  return typeof errors === 'number' ? `ejects after ${errors} errors` : 'ejects outliers';
}

function tls(cluster: Cluster): string {
  if (cluster.transportSocketMatches) return 'auto mTLS';
  if (cluster.transportSocket?.name === 'envoy.transport_sockets.tls') return 'TLS';
  return '';
}
