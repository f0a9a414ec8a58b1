import type { Analyzer } from '../../types.js';
import { deprecations } from './deprecations.js';
import { destinationHosts } from './destination-hosts.js';
import { destinationRuleExport } from './destination-rule-export.js';
import { destinationRuleHost } from './destination-rule-host.js';
import { destinationRulesMerged } from './destination-rules-merged.js';
import { envoyFilterMatches } from './envoy-filter-matches.js';
import { faultBesideTimeout } from './fault-beside-timeout.js';
import { gatewayHosts } from './gateway-hosts.js';
import { gatewayPorts } from './gateway-ports.js';
import { gatewayVirtualServices } from './gateway-virtual-services.js';
import { hostSpelling } from './host-spelling.js';
import { httpRulesOnTcp } from './http-rules-on-tcp.js';
import { matchGateway } from './match-gateway.js';
import { mirrorToItself } from './mirror-to-itself.js';
import { mutualTls } from './mutual-tls.js';
import { outlierSingleEndpoint } from './outlier-single-endpoint.js';
import { policyAllowsNothing } from './policy-allows-nothing.js';
import { policyContradictions } from './policy-contradictions.js';
import { policyPorts } from './policy-ports.js';
import { policySelectors } from './policy-selectors.js';
import { policyValues } from './policy-values.js';
import { redirectLoop } from './redirect-loop.js';
import { retriesExceedTimeout } from './retries-exceed-timeout.js';
import { rewriteSlash } from './rewrite-slash.js';
import { routeShadowed } from './route-shadowed.js';
import { routeWeights } from './route-weights.js';
import { serviceEntryOverlap } from './service-entry-overlap.js';
import { servicePorts } from './service-ports.js';
import { sidecarHides } from './sidecar-hides.js';
import { strictWithoutSidecar } from './strict-without-sidecar.js';
import { subsetSelection } from './subset-selection.js';
import { subsetUnused } from './subset-unused.js';
import { tokenChecked } from './token-checked.js';
import { tokenRequired } from './token-required.js';
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
  destinationRuleHost,
  destinationRulesMerged,
  destinationRuleExport,
  outlierSingleEndpoint,
  servicePorts,
  workloadPorts,
  serviceEntryOverlap,
  gatewayHosts,
  gatewayVirtualServices,
  gatewayPorts,
  sidecarHides,
  policyContradictions,
  policyValues,
  policyPorts,
  policyAllowsNothing,
  policySelectors,
  tokenRequired,
  tokenChecked,
  httpRulesOnTcp,
  mutualTls,
  strictWithoutSidecar,
  envoyFilterMatches,
  deprecations,
];
