import type { ClusterStatus, HostStatus } from '../../xds/dump/cluster-status.js';
import type { ClusterLoadAssignment } from '../../xds/types.js';
import { formatTable } from '../table.js';
import { type EndpointFacts, type EndpointFilter, factsOf, internalText, passes } from './endpoints.js';
import { compareText } from './names.js';
import { inUnstableOrder } from './unstable-order.js';

/** A line of the table of `proxy-config endpoint`. `outlier` is empty when only a live Envoy could tell it. */
export interface HostRow extends EndpointFacts {
  readonly outlier: 'OK' | 'FAILED' | '';
}

/** The statuses with at least one host that passes, whole. */
export function selectStatuses(statuses: readonly ClusterStatus[], filter: EndpointFilter): readonly ClusterStatus[] {
  return statuses.filter((status) =>
    (status.hostStatuses ?? []).some((host) => passes(rowOf(host, status.name), filter)),
  );
}

/** The hosts of a live Envoy that pass. */
export function hostRows(statuses: readonly ClusterStatus[], filter: EndpointFilter): readonly HostRow[] {
  return statuses
    .flatMap((status) => (status.hostStatuses ?? []).map((host) => rowOf(host, status.name)))
    .filter((row) => passes(row, filter));
}

/** The configured endpoints of (already selected) assignments, where no Envoy was asked. */
export function configuredRows(assignments: readonly ClusterLoadAssignment[]): readonly HostRow[] {
  return assignments.flatMap(({ clusterName, endpoints = [] }) =>
    endpoints.flatMap(({ lbEndpoints = [] }) =>
      lbEndpoints.map((endpoint) => {
        const path = endpoint.endpoint?.address?.pipe?.path;
        const facts = factsOf(endpoint, clusterName);
        return { ...facts, ...(path !== undefined && { address: `unix://${path}` }), outlier: '' as const };
      }),
    ),
  );
}

/** The table of `proxy-config endpoint`, by address, port and cluster. */
export function formatHosts(rows: readonly HostRow[]): string {
  const compare = (a: HostRow, b: HostRow) =>
    compareText(a.address, b.address) || a.port - b.port || compareText(a.cluster, b.cluster);
  const ordered = inUnstableOrder(rows, (a, b) => compare(a, b) < 0);
  const cells = ordered.map((row) => [
    row.port ? `${row.address}:${row.port}` : row.address,
    row.status,
    row.outlier || '-',
    row.cluster,
  ]);
  return formatTable([['ENDPOINT', 'STATUS', 'OUTLIER CHECK', 'CLUSTER'], ...cells], { padding: 5 });
}

function rowOf({ address, healthStatus }: HostStatus, cluster: string): HostRow {
  const socket = address?.socketAddress;
  const pipe = address?.pipe;
  return {
    address: socket
      ? (socket.address ?? '')
      : pipe
        ? `unix://${pipe.path ?? ''}`
        : (internalText(address) ?? 'unknown'),
    port: socket?.portValue ?? 0,
    cluster,
    status: healthStatus?.edsHealthStatus ?? 'UNKNOWN',
    outlier: healthStatus?.failedOutlierCheck ? 'FAILED' : 'OK',
  };
}
