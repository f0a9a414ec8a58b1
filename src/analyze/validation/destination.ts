import type { Destination } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkWildcardDomain } from './hosts.js';
import { checkPort } from './ports.js';
import { isDnsLabel, isWildcardDomain } from './syntax.js';
import { error } from './violation.js';

/** Where a route leads. https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination */
export function checkDestination({ host = '', subset, port }: Destination, path: Path): readonly Violation[] {
  const found: Violation[] = [];
  if (host === '*') found.push(error([...path, 'host'], 'destination host is *; name one service'));
  else if (!isWildcardDomain(host)) found.push(...checkWildcardDomain(host, [...path, 'host']));
  if (subset) found.push(...checkSubsetName(subset, [...path, 'subset']));
  if (port) found.push(...checkPort(port.number ?? 0, [...path, 'port', 'number']));
  return found;
}

/** Nearly all are; then no path need be made. */
function isGood({ host = '', subset, port }: Destination): boolean {
  return host !== '*' && isWildcardDomain(host) && !port && (!subset || isDnsLabel(subset));
}

export function checkSubsetName(name: string, path: Path): readonly Violation[] {
  if (name === '') return [error(path, 'subset has no name')];
  if (isDnsLabel(name)) return [];
  return [error(path, `subset name ${JSON.stringify(name)} is no DNS label: letters, digits and inner dashes`)];
}

interface Weighted {
  readonly destination?: Destination;
  readonly weight?: number;
}

/** The destinations of one route, and that their weights add up to something. `path` leads to the list. */
export function checkWeightedDestinations(routes: readonly Weighted[], path: Path): readonly Violation[] {
  const found: Violation[] = [];
  let total = 0;
  routes.forEach(({ destination, weight = 0 }, i) => {
    if (destination) {
      if (!isGood(destination)) found.push(...checkDestination(destination, [...path, i, 'destination']));
    } else found.push(error([...path, i], 'route has no destination'));
    if (weight < 0) found.push(error([...path, i, 'weight'], `weight ${weight} is negative`));
    total += weight;
  });
  if (routes.length > 1 && total === 0) {
    found.push(error(path, 'weights of the destinations add up to 0, so none gets traffic'));
  }
  return found;
}
