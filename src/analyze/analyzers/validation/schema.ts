import type { Analyzer } from '../../types.js';
import { findViolations, RULED_KINDS } from '../../validation/index.js';
import { findSchemaViolations, withoutPlacesOf } from '../../validation/schema.js';
import { reportViolation } from './kind.js';

/**
 * What the API server would refuse or drop by the schema of a kind. istioctl leaves that to the API server; in files it is best known
 * before they are applied. Objects that come from a cluster have passed it.
 */
export const schemaAnalyzer: Analyzer = {
  name: 'meshwright.SchemaAnalyzer',
  description: 'Checks Istio resources of files by the schemas of their kinds, as the API server does',
  inputs: RULED_KINDS,
  analyze: ({ store, validatorOf, ruleFacts }, report) => {
    for (const kind of RULED_KINDS) {
      for (const resource of store.list(kind)) {
        const found = resource.raw ? findSchemaViolations(resource.raw, resource, validatorOf) : [];
        if (found.length === 0) continue;
        const fresh = withoutPlacesOf(found, findViolations(resource, ruleFacts));
        for (const violation of fresh) reportViolation(violation, resource, report);
      }
    }
  },
};
