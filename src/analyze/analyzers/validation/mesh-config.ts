import { isObject } from '../../../model/decode.js';
import type { Analyzer, Violation } from '../../types.js';
import { checkMeshConfig } from '../../validation/mesh-config.js';
import { findSchemaViolations, withoutPlacesOf } from '../../validation/schema.js';
import { reportViolation } from './kind.js';

/** The MeshConfig of the ConfigMap or of a file. */
export const meshConfigAnalyzer: Analyzer = {
  name: 'schema.ValidationAnalyzer.MeshConfig',
  description: 'Checks the MeshConfig by the rules that istiod has for it',
  inputs: [],
  analyze: ({ rawConfig, config, configResource, validatorOf }, report) => {
    if (!configResource) return;
    const rules = checkMeshConfig(rawConfig, config);
    const schema = isObject(rawConfig) ? findSchemaViolations(rawConfig, configResource, validatorOf) : [];
    for (const violation of withoutPlacesOf(schema.filter(isNoOtherSpelling), rules)) {
      reportViolation(violation, configResource, report);
    }
    for (const violation of rules) reportViolation(violation, configResource, report);
  },
};

/** istiod takes the snake_case names of fields too, which the schema doesn't have. https://protobuf.dev/programming-guides/json/ */
function isNoOtherSpelling({ code, path }: Violation): boolean {
  return code !== 'MW0101' || !String(path.at(-1)).includes('_');
}
