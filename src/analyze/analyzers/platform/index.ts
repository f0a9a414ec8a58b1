import type { Analyzer } from '../../types.js';
import { annotationsAnalyzer } from './annotations.js';
import { alphaAnnotationsAnalyzer } from './annotations-alpha.js';
import { applicationUidAnalyzer } from './application-uid.js';
import { authorizationPoliciesAnalyzer } from './authorization-policies.js';
import { blockedCidrsAnalyzer } from './blocked-cidrs.js';
import { deploymentMultiServiceAnalyzer } from './deployment-multi-service.js';
import { externalControlPlaneAnalyzer } from './external-control-plane.js';
import { injectionAnalyzer } from './injection.js';
import { injectionImageAnalyzer } from './injection-image.js';
import { injectionImageAutoAnalyzer } from './injection-image-auto.js';
import { meshNetworksAnalyzer } from './mesh-networks.js';
import { multiClusterServicesAnalyzer } from './multi-cluster-services.js';
import { servicePortNameAnalyzer } from './service-port-name.js';
import { telemetryDefaultSelectorAnalyzer } from './telemetry-defaults.js';
import { telemetryLightstepAnalyzer } from './telemetry-lightstep.js';
import { telemetryProviderAnalyzer } from './telemetry-providers.js';
import { telemetrySelectorAnalyzer } from './telemetry-selectors.js';
import { webhookAnalyzer } from './webhook.js';

/** In the order in which they run. */
export const platformAnalyzers: readonly Analyzer[] = [
  annotationsAnalyzer,
  blockedCidrsAnalyzer,
  authorizationPoliciesAnalyzer,
  deploymentMultiServiceAnalyzer,
  applicationUidAnalyzer,
  externalControlPlaneAnalyzer,
  injectionAnalyzer,
  injectionImageAnalyzer,
  injectionImageAutoAnalyzer,
  meshNetworksAnalyzer,
  multiClusterServicesAnalyzer,
  servicePortNameAnalyzer,
  webhookAnalyzer,
  telemetryProviderAnalyzer,
  telemetrySelectorAnalyzer,
  telemetryDefaultSelectorAnalyzer,
  telemetryLightstepAnalyzer,
];

/** Those that run only when they are named. */
export const optionalAnalyzers: readonly Analyzer[] = [alphaAnnotationsAnalyzer];
