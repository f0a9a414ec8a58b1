import type { EnvoyFilterSpec } from '../../model/kinds/envoy-filter.js';
import type { Path } from '../../model/resource.js';
import type { Violation } from '../types.js';
import { HTTP_CONNECTION_MANAGER, renamedFilter } from './envoy-names.js';
import { error, warning } from './violation.js';

type Patch = NonNullable<EnvoyFilterSpec['configPatches']>[number];
type Match = NonNullable<Patch['match']>;
type Filter = NonNullable<NonNullable<NonNullable<Match['listener']>['filterChain']>['filter']>;

export function isOfListeners(applyTo = 'INVALID'): boolean {
  return LISTENER_CLASS.has(applyTo);
}

const LISTENER_CLASS = new Set(['LISTENER', 'FILTER_CHAIN', 'NETWORK_FILTER', 'HTTP_FILTER', 'LISTENER_FILTER']);
const ROUTE_CLASS = new Set(['ROUTE_CONFIGURATION', 'VIRTUAL_HOST', 'HTTP_ROUTE']);

/** Whether a patch looks for its place where such objects are. At most one error. */
export function checkPatchMatch({ applyTo = 'INVALID', match }: Patch, path: Path): readonly Violation[] {
  if (!match) return [];
  const { listener, routeConfiguration, cluster, waypoint } = match;
  const hasType = [listener, routeConfiguration, cluster, waypoint].some((part) => part !== undefined);
  if (!hasType) return [];
  if (isOfListeners(applyTo)) {
    if (!listener)
      return [error(path, `a patch of a listener, filter chain or filter is found by match.listener only`)];
    const filter = listener.filterChain?.filter;
    return filter ? checkFilter(filter, applyTo, [...path, 'listener', 'filterChain', 'filter']) : [];
  }
  if (ROUTE_CLASS.has(applyTo) && !routeConfiguration) {
    return [error(path, 'a patch of routes or virtual hosts is found by match.routeConfiguration only')];
  }
  if (applyTo === 'CLUSTER' && !cluster) return [error(path, 'a patch of a cluster is found by match.cluster only')];
  return [];
}

function checkFilter({ name, subFilter }: Filter, applyTo: string, path: Path): readonly Violation[] {
  const useless =
    applyTo === 'LISTENER' || applyTo === 'FILTER_CHAIN'
      ? [warning(path, `match of a filter does nothing for ${applyTo}`)]
      : [];
  const at = [...path, 'subFilter'];
  if (!name) return [...useless, error(path, 'match of a filter needs its name')];
  if (subFilter) {
    if (applyTo !== 'HTTP_FILTER') return [...useless, error(at, 'match of a subFilter works for HTTP_FILTER only')];
    if (name !== HTTP_CONNECTION_MANAGER && renamedFilter(name) !== HTTP_CONNECTION_MANAGER) {
      return [error(path, `match of a subFilter needs filter ${HTTP_CONNECTION_MANAGER}`)];
    }
    if (!subFilter.name) return [error(at, 'match of a subFilter needs its name')];
  }
  return [
    ...useless,
    ...checkName(name, [...path, 'name']),
    ...(subFilter?.name ? checkName(subFilter.name, [...at, 'name']) : []),
  ];
}

function checkName(name: string, path: Path): readonly Violation[] {
  const renamed = renamedFilter(name);
  return renamed ? [warning(path, `filter ${name} is called ${renamed} now`)] : [];
}
