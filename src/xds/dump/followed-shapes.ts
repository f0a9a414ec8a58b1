import { isMessage, type JsonMessage } from '../json.js';
import type { Snapshot } from '../snapshot.js';
import { checkShape, ROUTES, SHAPES, type Shape } from './shapes.js';

/*
 * Types of the fields that following a request reads, beyond those that tables show. Fields that are read with a look at their
 * type aren't here.
 */
const listOf = (shape: Shape): Shape => ({ listOf: shape });

const STRING_MATCH: Shape = {
  exact: 'string',
  prefix: 'string',
  suffix: 'string',
  contains: 'string',
  safeRegex: { regex: 'string' },
};
const MATCHER: Shape = { name: 'string', stringMatch: STRING_MATCH };
const ROUTE: Shape = {
  name: 'string',
  match: {
    prefix: 'string',
    path: 'string',
    pathSeparatedPrefix: 'string',
    safeRegex: { regex: 'string' },
    headers: listOf(MATCHER),
    queryParameters: listOf(MATCHER),
  },
  route: {
    cluster: 'string',
    weightedClusters: { clusters: listOf({ name: 'string', weight: 'number', hostRewriteLiteral: 'string' }) },
    timeout: 'string',
    retryPolicy: 'message',
    requestMirrorPolicies: listOf('message'),
  },
  redirect: { hostRedirect: 'string', responseCode: 'string' },
  directResponse: { body: 'message' },
};
const FOLLOWED_ROUTES: Shape = {
  virtualHosts: listOf({ requireTls: 'string', routes: listOf(ROUTE) }),
};
const CHAIN: Shape = { transportSocket: { typedConfig: 'message' } };
const LISTENER: Shape = {
  listenerFilters: listOf({ name: 'string', filterDisabled: 'message' }),
  filterChains: listOf(CHAIN),
  defaultFilterChain: CHAIN,
};
const ASSIGNMENT: Shape = {
  endpoints: listOf({
    priority: 'number',
    lbEndpoints: listOf({ loadBalancingWeight: 'number', metadata: 'message' }),
  }),
};
const CLUSTER: Shape = {
  lbPolicy: 'string',
  clusterType: { name: 'string' },
  edsClusterConfig: 'message',
  transportSocket: { typedConfig: 'message' },
  transportSocketMatches: listOf({ match: 'message', transportSocket: { typedConfig: 'message' } }),
  loadAssignment: ASSIGNMENT,
};

/**
 * Checks the fields of a snapshot that following a request relies on: a dump may say anything, and so may an EnvoyFilter.
 * @throws DumpError naming the first field that has another type
 */
export function checkFollowed(snapshot: Snapshot): void {
  for (const listener of snapshot.listeners) {
    for (const shape of [SHAPES.listener, LISTENER]) check(listener, shape, 'listener');
    for (const chain of [...(listener.filterChains ?? []), listener.defaultFilterChain]) {
      for (const filter of chain?.filters ?? []) {
        const routes = filter.typedConfig?.['routeConfig'];
        if (isMessage(routes)) for (const shape of [ROUTES, FOLLOWED_ROUTES]) check(routes, shape, 'routeConfig');
      }
    }
  }
  for (const routes of snapshot.routes) for (const shape of [ROUTES, FOLLOWED_ROUTES]) check(routes, shape, 'route');
  for (const cluster of snapshot.clusters)
    for (const shape of [SHAPES.cluster, CLUSTER]) check(cluster, shape, 'cluster');
  for (const one of snapshot.endpoints)
    for (const shape of [SHAPES.endpoint, ASSIGNMENT]) check(one, shape, 'endpoint');
}

function check(value: object, shape: Shape, kind: string): void {
  const message: JsonMessage = { ...value };
  const name = typeof message['name'] === 'string' ? message['name'] : '';
  checkShape(message, shape, `${kind} ${name}`.trim());
}
