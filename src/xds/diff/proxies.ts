import type { Snapshot } from '../snapshot.js';
import { buildDiffGroups } from './group.js';
import type { DiffReport } from './report.js';
import { buildComparer } from './snapshots.js';
import type { ResourceType } from './types.js';

/** A proxy on one side: its snapshot is made when it is asked for, and not kept. */
export interface ProxySide {
  /** NAME.NAMESPACE */
  readonly name: string;
  readonly snapshot: () => Snapshot;
}

/**
 * Compares the proxies of two meshes, by name.
 * @param types what to compare; everything by default
 */
export function compareProxies(
  before: readonly ProxySide[],
  after: readonly ProxySide[],
  types?: readonly ResourceType[],
): DiffReport {
  const compare = buildComparer(types);
  const collected = buildDiffGroups();
  const partners = new Map(after.map((side) => [side.name, side]));
  const changed: string[] = [];
  const removed: string[] = [];
  for (const side of before) {
    const partner = partners.get(side.name);
    partners.delete(side.name);
    if (!partner) {
      removed.push(side.name);
      continue;
    }
    const diffs = compare(side.snapshot(), partner.snapshot());
    if (diffs.length > 0) changed.push(side.name);
    if (diffs.length > 0) collected.add(side.name, diffs);
  }
  const compared = before.length - removed.length;
  return { compared, changed, removed, added: [...partners.keys()], groups: collected.groups() };
}
