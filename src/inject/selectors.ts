import { selectorTakes } from '../model/label-selector.js';
import type { LabelSelector } from './types.js';

/** True for a selector that selects by something, and selects these labels; an empty one decides nothing here. */
export function selects(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  const requirements = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions?.length ?? 0);
  return requirements > 0 && selectorTakes(selector, labels);
}
