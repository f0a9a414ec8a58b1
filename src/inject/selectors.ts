import type { LabelRequirement, LabelSelector } from './types.js';

type Labels = Readonly<Record<string, string>>;

/** True for a selector that selects by something, and selects these labels; an empty one decides nothing here. */
export function selects(selector: LabelSelector, labels: Labels): boolean {
  const wanted = Object.entries(selector.matchLabels ?? {});
  const requirements = selector.matchExpressions ?? [];
  if (wanted.length + requirements.length === 0) return false;
  return wanted.every(([key, value]) => own(labels, key) === value) && requirements.every((r) => meets(r, labels));
}

const own = (labels: Labels, key: string): string | undefined => (Object.hasOwn(labels, key) ? labels[key] : undefined);

function meets({ key, operator, values = [] }: LabelRequirement, labels: Labels): boolean {
  const value = own(labels, key);
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
