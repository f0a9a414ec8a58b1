import type { Analyzer } from '../../types.js';
import { checkMeshConfig } from '../../validation/mesh-config.js';
import { reportViolation } from './kind.js';

/** The MeshConfig of the ConfigMap or of a file. */
export const meshConfigAnalyzer: Analyzer = {
  name: 'schema.ValidationAnalyzer.MeshConfig',
  description: 'Checks the MeshConfig by the rules that istiod has for it',
  inputs: [],
  analyze: ({ rawConfig, config, configResource }, report) => {
    if (!configResource) return;
    for (const violation of checkMeshConfig(rawConfig, config)) reportViolation(violation, configResource, report);
  },
};
