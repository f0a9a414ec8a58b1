import { suggest } from '../../../model/suggest.js';
import { destinations, pathOf } from '../../facts/mesh-destinations.js';
import { isMirror, placeArgs } from '../../facts/place.js';
import { subsets } from '../../facts/subsets.js';
import type { Analyzer } from '../../types.js';

/**
 * Subsets that no DestinationRule for the host has.
 * https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination
 */
export const routedSubsets: Analyzer = {
  name: 'virtualservice.DestinationRuleAnalyzer',
  description: 'Looks up subsets that VirtualServices route and mirror to',
  inputs: ['VirtualService', 'DestinationRule'],
  analyze(context, report) {
    const known = context.fact(subsets);
    for (const written of context.fact(destinations)) {
      const { resource, destination } = written;
      const { host = '', subset } = destination;
      if (!subset) continue;
      const names = known.of(host, resource.metadata.namespace);
      if (names?.has(subset)) continue;
      const near = suggest(subset, names ?? []);
      const path = pathOf(written);
      report('IST0101', resource, [...path, 'subset'], {
        reftype: `${isMirror(path) ? 'mirror' : 'host'}+subset in destinationrule`,
        refval: `${host}+${subset}`,
        ...(near !== undefined && { near }),
        ...placeArgs(context, path),
      });
    }
  },
};
