import type { Path, Resource } from '../../../model/resource.js';
import type { SchemaProblem } from '../../../schema/types.js';
import type { MessageCode } from '../../messages/index.js';
import type { AnalysisContext, Analyzer } from '../../types.js';
import { findViolations, RULED_KINDS } from '../../validation/index.js';

/** What is wrong with the shape of a resource, by the kind of the problem. */
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
 * What the API server would refuse or drop by the schema of a kind. istioctl leaves that to the API server; in files it is best known
 * before they are applied. Objects that come from a cluster have passed it.
 */
export const schemaAnalyzer: Analyzer = {
  name: 'meshwright.SchemaAnalyzer',
  description: 'Checks Istio resources of files by the schemas of their kinds, as the API server does',
  inputs: RULED_KINDS,
  analyze: (context, report) => {
    for (const kind of RULED_KINDS) {
      for (const resource of context.store.list(kind)) {
        for (const { kind: problemKind, path, text, suggestion = '' } of newProblems(resource, context)) {
          report(CODES[problemKind], resource, path, { problem: text, suggestion });
        }
      }
    }
  },
};

/** Problems of a place where no rule of the webhook is broken: that has been reported. */
function newProblems(resource: Resource, { validatorOf, ruleFacts }: AnalysisContext): readonly SchemaProblem[] {
  const { raw, apiVersion, kind } = resource;
  const problems = (raw && validatorOf(apiVersion, kind)?.(raw)) ?? [];
  if (problems.length === 0) return [];
  const errors = findViolations(resource, ruleFacts).filter(({ severity }) => severity === 'error');
  return problems.filter(({ path }) => !errors.some((error) => isSamePlace(error.path, path)));
}

/** Whether one path leads to a part of the other; the whole spec is no place. */
function isSamePlace(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length);
  return length > 1 && a.slice(0, length).every((key, i) => key === b[i]);
}
