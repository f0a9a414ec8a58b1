import type { Analyzer } from '../../types.js';
import { conditions } from './conditions.js';
import { deprecations } from './deprecation.js';
import { caCertificates } from './destination-rule-certificates.js';
import { subsetPods } from './destination-rule-subsets.js';
import { patchOperations } from './envoy-filter-patches.js';
import { gatewayApiDefinitions } from './gateway-api-definitions.js';
import { gatewayApiSelectors } from './gateway-api-selectors.js';
import { sharedCertificates } from './gateway-certificates.js';
import { gatewayConflicts } from './gateway-conflicts.js';
import { gatewayPorts } from './gateway-ports.js';
import { gatewaySecrets } from './gateway-secrets.js';
import { tcpAddresses } from './service-entry-addresses.js';
import { sidecarSelectors } from './sidecar-selectors.js';
import { claimRoutes } from './virtual-service-claims.js';
import { destinationHosts } from './virtual-service-destinations.js';
import { routedGateways } from './virtual-service-gateways.js';
import { meshHosts } from './virtual-service-mesh-hosts.js';
import { routedSubsets } from './virtual-service-subsets.js';

/** In the order in which they run. */
export const networkingAnalyzers: readonly Analyzer[] = [
  meshHosts,
  destinationHosts,
  routedSubsets,
  routedGateways,
  claimRoutes,
  caCertificates,
  subsetPods,
  sharedCertificates,
  gatewayConflicts,
  gatewayPorts,
  gatewaySecrets,
  tcpAddresses,
  sidecarSelectors,
  patchOperations,
  gatewayApiSelectors,
  gatewayApiDefinitions,
  deprecations,
  conditions,
];
