import type { LabelSelector } from './kinds/kubernetes.js';

type Labels = Readonly<Record<string, string>>;

/** Whether a selector takes these labels; one that isn't there takes everything. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
export function selectorTakes(selector: LabelSelector | undefined, labels: Labels): boolean {
  for (const [key, value] of Object.entries(selector?.matchLabels ?? {})) if (labels[key] !== value) return false;
  return (selector?.matchExpressions ?? []).every(({ key = '', operator, values = [] }) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (operator === 'In') return value !== undefined && values.includes(value);
    if (operator === 'NotIn') return value === undefined || !values.includes(value);
    return operator === 'Exists' ? value !== undefined : value === undefined;
  });
}
