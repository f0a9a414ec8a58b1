import type { Diagnostic } from '../../model/diagnostic.js';

/** Sentences about DestinationRules and the clusters they shape. */
export const clusterMessages: Readonly<Record<string, (args: Diagnostic['args']) => string>> = {
  'duplicate-subset': ({ subset, host }) =>
    `subset ${subset} of ${host} counts for nothing: an earlier one has the same name`,
  'traffic-policy-ignored': ({ host, other }) =>
    `the traffic policy for ${host} counts for nothing: DestinationRule ${other} has one and comes first`,
};
