import type { KindName } from '../../../model/kinds/index.js';
import type { Resource } from '../../../model/resource.js';
import type { Analyzer, Report, Violation } from '../../types.js';
import { findViolations } from '../../validation/index.js';

/** The analyzer of one kind, by the rules that Istio's webhook has for it. */
export function kindAnalyzer(kind: KindName): Analyzer {
  return {
    name: `schema.ValidationAnalyzer.${kind}`,
    description: `Checks each ${kind} by the rules of Istio's admission webhook`,
    inputs: [kind],
    analyze: ({ store, ruleFacts }, report) => {
      for (const resource of store.list(kind)) {
        for (const violation of findViolations(resource, ruleFacts)) reportViolation(violation, resource, report);
      }
    },
  };
}

/** Reports a broken rule under its own code, or as IST0106 (refused) or IST0133 (taken, with a warning). */
export function reportViolation(
  { code, path, severity, text, args }: Violation,
  resource: Resource,
  report: Report,
): void {
  if (code) report(code, resource, path, args);
  else if (severity === 'error') report('IST0106', resource, path, { error: text });
  else report('IST0133', resource, path, { warning: text });
}
