import type { ChangeGroup } from './group.js';

/** What a comparison of proxies came to. Proxies are named NAME.NAMESPACE. */
export interface DiffReport {
  /** How many proxies are on both sides. */
  readonly compared: number;
  /** Proxies of which anything differs. */
  readonly changed: readonly string[];
  /** Proxies on one side only: nothing of theirs is told. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly groups: readonly ChangeGroup[];
}

/** Whether nothing differs. */
export function isSame({ groups, added, removed }: DiffReport): boolean {
  return groups.length === 0 && added.length === 0 && removed.length === 0;
}
