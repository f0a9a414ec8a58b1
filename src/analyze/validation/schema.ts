import type { Path } from '../../model/resource.js';
import type { SchemaProblem, ValidatorOf } from '../../schema/types.js';
import type { MessageCode } from '../messages/index.js';
import type { Violation } from '../types.js';

/** Codes of what is wrong with the shape of a resource, by the kind of the problem. */
const CODES: Readonly<Record<SchemaProblem['kind'], MessageCode>> = {
  unknown: 'MW0101',
  type: 'MW0102',
  required: 'MW0103',
  enum: 'MW0104',
  format: 'MW0105',
  pattern: 'MW0105',
  limit: 'MW0106',
  choice: 'MW0107',
  rule: 'MW0108',
};

/**
 * What the API server would refuse or drop of an object, by the schema of its kind. An unknown field is a warning here: whether it is
 * more is up to who asks.
 */
export function findSchemaViolations(
  value: Readonly<Record<string, unknown>>,
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  validatorOf: ValidatorOf,
): readonly Violation[] {
  const problems = validatorOf(apiVersion, kind)?.(value) ?? [];
  return problems.map(({ kind: problemKind, path, text, suggestion }) => ({
    path,
    severity: problemKind === 'unknown' ? 'warning' : 'error',
    text: suggestion ? `${text}; did you mean ${suggestion}?` : text,
    code: CODES[problemKind],
    args: { problem: text, suggestion: suggestion ?? '' },
  }));
}

/**
 * Those that say nothing about a place where another finding is an error: one mistake is told once. A field that isn't known stays, as it is
 * the cause where a rule only sees that something is missing.
 */
export function withoutPlacesOf<T extends { readonly path: Path; readonly code?: MessageCode }>(
  found: readonly T[],
  others: readonly Violation[],
): readonly T[] {
  const errors = others.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return found;
  return found.filter(
    ({ path, code }) => code === 'MW0101' || !errors.some((e) => isSamePlace(e.path, path, isOverFields(code))),
  );
}

function isOverFields(code: MessageCode | undefined): boolean {
  return code === 'MW0107' || code === 'MW0108';
}

/** Whether one path leads to a part of the other. The whole spec is the place of its fields only for a rule over them. */
function isSamePlace(a: Path, b: Path, overFields: boolean): boolean {
  const length = Math.min(a.length, b.length);
  const near = length > 1 || (overFields && length === 1 && Math.abs(a.length - b.length) <= 1);
  return near && a.slice(0, length).every((key, i) => key === b[i]);
}
