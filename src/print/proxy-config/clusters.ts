import type { Cluster } from '../../xds/types.js';
import { formatTable } from '../table.js';
import { inClusterOrder, ownerOf, splitClusterName } from './names.js';

/** What to show; texts are looked for in the whole name of a cluster. */
export interface ClusterFilter {
  readonly fqdn?: string;
  readonly port?: number;
  readonly subset?: string;
  readonly direction?: string;
}

/** The clusters that a filter lets through, in the order of tables. */
export function selectClusters(clusters: readonly Cluster[], filter: ClusterFilter): readonly Cluster[] {
  const wanted = [filter.fqdn, filter.subset, filter.direction, filter.port && `|${filter.port}|`];
  const ordered = inClusterOrder(clusters, ({ name }) => name);
  return ordered.filter(({ name }) => wanted.every((part) => !part || name.includes(part)));
}

/** The table of `proxy-config cluster`. `named` puts a column with the whole name before it, as `proxy-config all` has it. */
export function formatClusters(clusters: readonly Cluster[], { named = false } = {}): string {
  const header = ['SERVICE FQDN', 'PORT', 'SUBSET', 'DIRECTION', 'TYPE', 'DESTINATION RULE'];
  const rows = clusters.map((cluster) => {
    const whole = named ? `cluster/${cluster.name}` : cluster.name;
    const parts = splitClusterName(cluster.name);
    const cells = parts
      ? [parts.fqdn, String(parts.port), parts.subset || '-', parts.direction]
      : [whole, '-', '-', '-'];
    return [...(named ? [whole] : []), ...cells, cluster.type ?? 'STATIC', ownerOf(cluster.metadata)];
  });
  return formatTable([named ? ['NAME', ...header] : header, ...rows], { padding: 5 });
}
