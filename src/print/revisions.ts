import type { ControlPlane, Revision } from '../install/revisions/types.js';
import { formatTable } from './table.js';
import { printable } from './terminal.js';

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

/** A row a revision. */
export function formatRevisions(revisions: readonly Revision[]): string {
  if (revisions.length === 0) return 'No Istio revisions found.\n';
  const rows = revisions.map((revision) => [
    revision.name,
    revision.tags.join(',') || '-',
    revision.versions.join(',') || '-',
    revision.controlPlanes.map(formatReady).join(',') || '-',
    String(revision.namespaces.length),
    String(sum(revision.proxies.map(({ pods }) => pods))),
    String(sum(revision.proxies.map(({ outdated }) => outdated))),
    String(revision.gateways.length),
  ]);
  const titles = ['REVISION', 'TAGS', 'VERSION', 'ISTIOD', 'NAMESPACES', 'PODS', 'OUTDATED', 'GATEWAYS'];
  return formatTable([titles, ...rows], { padding: 3 });
}

function formatReady({ ready, replicas }: ControlPlane): string {
  return ready === undefined ? `${replicas}` : `${ready}/${replicas}`;
}

/** A revision in sections: control planes, what belongs to it, who uses it. */
export function formatRevision(revision: Revision): string {
  const { controlPlanes, components, gateways, namespaces, proxies } = revision;
  const sections = [
    `Revision: ${printable(revision.name)}\n`,
    `Tags: ${printable(revision.tags.join(', ')) || 'none'}\n`,
    section(
      'Control planes',
      controlPlanes.map((c) => [
        `${c.name}.${c.namespace}`,
        `${formatReady(c)} ${c.ready === undefined ? 'wanted' : 'ready'}`,
        c.image,
      ]),
    ),
    section(
      'Components',
      components.map(({ kind, name, namespace }) => [kind, namespace ? `${name}.${namespace}` : name]),
    ),
    section(
      'Gateways',
      gateways.map(({ name, namespace, version }) => [`${name}.${namespace}`, version]),
    ),
    section(
      'Namespaces whose new pods it injects',
      namespaces.map((name) => [name]),
    ),
    section(
      'Pods with its sidecar',
      proxies.map(({ namespace, pods, outdated }) => [
        namespace,
        `${pods}`,
        outdated > 0 ? `${outdated} of another version than the control plane: restart them` : 'up to date',
      ]),
    ),
  ];
  return sections.join('');
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return `${title}: none\n`;
  const table = formatTable(rows, { padding: 2 });
  return `${title}:\n${table.replace(/^(?=.)/gm, '  ')}`;
}
