import type { Snapshot } from '../../xds/snapshot.js';
import { printable } from '../terminal.js';
import { clusterRows } from './clusters.js';
import { routeRows } from './routes.js';
import type { OriginsOf, SummaryRow, WorkloadsOf } from './types.js';

export type { OriginsOf, WorkloadsOf } from './types.js';

export interface SummaryProxy {
  readonly name: string;
  readonly namespace: string;
  readonly type: 'sidecar' | 'router';
  /** Service ports that its workload serves, as `port service:port protocol`. */
  readonly serves: readonly string[];
}

/** What the snapshot doesn't tell. */
export interface SummaryFacts {
  readonly originsOf: OriginsOf;
  readonly workloadsOf: WorkloadsOf;
}

/** How headings are set off: bold on a terminal, plain otherwise. */
export interface SummaryStyle {
  readonly heading: (text: string) => string;
}

const ROUTE_HEADER = ['PORT', 'HOST', 'MATCH', 'ROUTE TO', 'SETTINGS', 'FROM'];
const CLUSTER_HEADER = ['CLUSTER', 'SUBSET', 'ENDPOINTS', 'SETTINGS', 'FROM'];

/** What one proxy gets, as tables: routes by port and host, then clusters with their endpoints. */
export function formatSummary(
  proxy: SummaryProxy,
  snapshot: Snapshot,
  facts: SummaryFacts,
  style: SummaryStyle,
): string {
  const counts =
    `${snapshot.listeners.length} listeners, ${snapshot.routes.length} route configurations, ` +
    `${snapshot.clusters.length} clusters, ${snapshot.endpoints.length} endpoint assignments`;
  return [
    `${style.heading(printable(`${proxy.name}.${proxy.namespace}`))} (${proxy.type}): ${counts}`,
    `  serves ${printable(proxy.serves.join(', ')) || 'no service'}`,
    '',
    ...indent(columns(ROUTE_HEADER, routeRows(snapshot, facts.originsOf))),
    '',
    ...indent(columns(CLUSTER_HEADER, clusterRows(snapshot, facts.originsOf, facts.workloadsOf))),
    '',
  ].join('\n');
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`.trimEnd());
}

function columns(header: SummaryRow, rows: readonly SummaryRow[]): string[] {
  const all = [header, ...rows.map((row) => row.map(printable))];
  const widths = header.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  return all.map((row) =>
    row.map((cell, i) => (i === header.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  '),
  );
}
