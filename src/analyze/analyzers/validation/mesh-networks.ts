import type { Analyzer } from '../../types.js';
import { checkMeshNetworks } from '../../validation/mesh-networks.js';
import { reportViolation } from './kind.js';

/** The MeshNetworks of the ConfigMap. */
export const meshNetworksAnalyzer: Analyzer = {
  name: 'schema.ValidationAnalyzer.MeshNetworks',
  description: 'Checks the MeshNetworks by the rules that istiod has for them',
  inputs: [],
  analyze: ({ rawNetworks, networksResource }, report) => {
    if (!networksResource) return;
    for (const violation of checkMeshNetworks(rawNetworks)) reportViolation(violation, networksResource, report);
  },
};
