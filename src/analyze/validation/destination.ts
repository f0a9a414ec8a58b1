import type { Destination } from '../../model/kinds/virtual-service.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { checkWildcardDomain } from './hosts.js';
import { checkPort } from './ports.js';
import { isDnsLabel } from './syntax.js';
import { error } from './violation.js';

/** Where a route leads. https://istio.io/latest/docs/reference/config/networking/virtual-service/#Destination */
export function checkDestination(destination: Destination | undefined, path: Path): readonly Violation[] {
  if (!destination) return [];
  const { host = '', subset, port } = destination;
  return [
    ...(host === '*'
      ? [error([...path, 'host'], 'destination host is *; name one service')]
      : checkWildcardDomain(host, [...path, 'host'])),
    ...(subset ? checkSubsetName(subset, [...path, 'subset']) : []),
    ...(port ? checkPort(port.number ?? 0, [...path, 'port', 'number']) : []),
  ];
}

export function checkSubsetName(name: string, path: Path): readonly Violation[] {
  if (name === '') return [error(path, 'subset has no name')];
  if (isDnsLabel(name)) return [];
  return [error(path, `subset name ${JSON.stringify(name)} is no DNS label: letters, digits and inner dashes`)];
}

/** What the destinations of one route share: each has a destination and a weight that counts. `path` leads to the list. */
export function checkWeights(
  routes: readonly { readonly destination?: Destination; readonly weight?: number }[],
  path: Path,
): readonly Violation[] {
  if (routes.length < 2) return [];
  const total = routes.reduce((sum, { weight = 0 }) => sum + weight, 0);
  return total === 0 ? [error(path, 'weights of the destinations add up to 0, so none gets traffic')] : [];
}

export function checkWeightedDestination(
  { destination, weight = 0 }: { readonly destination?: Destination; readonly weight?: number },
  path: Path,
): readonly Violation[] {
  return [
    ...(destination ? [] : [error(path, 'route has no destination')]),
    ...checkDestination(destination, [...path, 'destination']),
    ...(weight < 0 ? [error([...path, 'weight'], `weight ${weight} is negative`)] : []),
  ];
}
