import type { Analyzer } from '../../types.js';
import { faultBesideTimeout } from './fault-beside-timeout.js';
import { matchGateway } from './match-gateway.js';
import { mirrorToItself } from './mirror-to-itself.js';
import { redirectLoop } from './redirect-loop.js';
import { retriesExceedTimeout } from './retries-exceed-timeout.js';
import { rewriteSlash } from './rewrite-slash.js';
import { routeShadowed } from './route-shadowed.js';
import { routeWeights } from './route-weights.js';

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
];
