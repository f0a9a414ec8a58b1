import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { error } from './violation.js';

/** Limits and counts that mean nothing below zero. `names` are the fields to look at; a field is told once, whatever its values. */
export function checkNotNegative<T extends object>(
  settings: T,
  names: readonly (keyof T & string)[],
  path: Path,
): readonly Violation[] {
  const found: Violation[] = [];
  names.forEach((name) => {
    const value = settings[name];
    if (typeof value === 'number' && value < 0) {
      found.push(error([...path, name], `${name} is negative; write 0 or more`));
    }
  });
  return found;
}

/** A whole percentage. */
export function checkPercent(value: number | undefined, path: Path): readonly Violation[] {
  if (value === undefined || (value >= 0 && value <= 100)) return [];
  return [error(path, `percentage ${value} is not within 0..100`)];
}

/** `{value: 0.5}`: nothing, or at least the smallest share that Envoy counts, one in a million. */
export function checkFraction(percentage: { readonly value?: number } | undefined, path: Path): readonly Violation[] {
  const { value = 0 } = percentage ?? {};
  if (value === 0 || (value >= 0.0001 && value <= 100)) return [];
  return [error([...path, 'value'], `percentage ${value} is neither 0 nor within 0.0001..100`)];
}
