import type { Analyzer } from '../../types.js';
import { destinationHosts } from './destination-hosts.js';
import { destinationRuleExport } from './destination-rule-export.js';
import { destinationRulesMerged } from './destination-rules-merged.js';
import { faultBesideTimeout } from './fault-beside-timeout.js';
import { hostSpelling } from './host-spelling.js';
import { matchGateway } from './match-gateway.js';
import { mirrorToItself } from './mirror-to-itself.js';
import { outlierSingleEndpoint } from './outlier-single-endpoint.js';
import { redirectLoop } from './redirect-loop.js';
import { retriesExceedTimeout } from './retries-exceed-timeout.js';
import { rewriteSlash } from './rewrite-slash.js';
import { routeShadowed } from './route-shadowed.js';
import { routeWeights } from './route-weights.js';
import { serviceEntryOverlap } from './service-entry-overlap.js';
import { servicePorts } from './service-ports.js';
import { subsetSelection } from './subset-selection.js';
import { subsetUnused } from './subset-unused.js';
import { virtualServiceHost } from './virtual-service-host.js';
import { workloadPorts } from './workload-ports.js';

/** In the order in which they run. */
export const meshAnalyzers: readonly Analyzer[] = [
  routeWeights,
  routeShadowed,
  retriesExceedTimeout,
  faultBesideTimeout,
  mirrorToItself,
  redirectLoop,
  rewriteSlash,
  matchGateway,
  hostSpelling,
  destinationHosts,
  virtualServiceHost,
  subsetSelection,
  subsetUnused,
  destinationRulesMerged,
  destinationRuleExport,
  outlierSingleEndpoint,
  servicePorts,
  workloadPorts,
  serviceEntryOverlap,
];
