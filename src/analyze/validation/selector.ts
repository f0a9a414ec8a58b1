import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { error, warning } from './violation.js';

/**
 * Labels by which a resource selects workloads. `path` leads to the selector, `key` is the field that holds the labels:
 * `matchLabels` of policies, `labels` of Sidecar, ServiceEntry and EnvoyFilter.
 * https://istio.io/latest/docs/reference/config/type/workload-selector/
 */
export function checkSelector(
  labels: Readonly<Record<string, string>> | undefined,
  path: Path,
  key: 'matchLabels' | 'labels' = 'matchLabels',
): readonly Violation[] {
  const entries = Object.entries(labels ?? {});
  if (entries.length === 0) {
    return [warning(path, 'the selector has no labels, so it takes every workload; name labels or leave it out')];
  }
  return entries.flatMap(([name, value]) => checkLabel(name, value, [...path, key, name]));
}

/** Kinds whose selector is judged first: when that refuses the resource, the webhook says nothing more. */
export function isRefused(selector: readonly Violation[]): boolean {
  return selector.some(({ severity }) => severity === 'error');
}

function checkLabel(name: string, value: string, path: Path): readonly Violation[] {
  const label = JSON.stringify(`${name}=${value}`);
  return [
    ...(name === '' ? [error(path, `selector label ${label} has no key`)] : []),
    ...(name.includes('*') || value.includes('*')
      ? [error(path, `selector label ${label} has a wildcard; labels are compared as they are`)]
      : []),
  ];
}
