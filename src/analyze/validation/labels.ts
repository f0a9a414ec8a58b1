import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { isLabelKey, isLabelValue } from './syntax.js';
import { error } from './violation.js';

type Labels = Readonly<Record<string, string>> | undefined;

/** Kubernetes labels. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
export function checkLabels(labels: Labels, path: Path): readonly Violation[] {
  if (!labels) return [];
  const found: Violation[] = [];
  Object.keys(labels).forEach((key) => {
    const value = labels[key] ?? '';
    if (!isLabelKey(key))
      found.push(error([...path, key], `label key ${JSON.stringify(key)} is none that Kubernetes takes`));
    if (!isLabelValue(value)) {
      found.push(error([...path, key], `label value ${JSON.stringify(value)} is none that Kubernetes takes`));
    }
  });
  return found;
}
