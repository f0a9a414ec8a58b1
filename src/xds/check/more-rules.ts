import type { FieldTest } from './field-rules.js';

/** A header that routes may set or take away: any but the pseudo headers and Host. */
function changeable(value: unknown): ReturnType<FieldTest> {
  if (typeof value !== 'string' || !(value.startsWith(':') || value.toLowerCase() === 'host')) return undefined;
  return { code: 'header-not-changeable', args: { header: value } };
}

const changeableHeaders: FieldTest = (value) => {
  for (const item of Array.isArray(value) ? value : []) {
    const problem = changeable(item);
    if (problem) return problem;
  }
  return undefined;
};

const required: FieldTest = (value) => (value === undefined ? { code: 'field-missing' } : undefined);

/** The kernel has room for so many bytes, and a NUL. */
const LONGEST_SOCKET = 107;

const HEADER_REMOVALS = { requestHeadersToRemove: changeableHeaders, responseHeadersToRemove: changeableHeaders };

/**
 * What Envoy asks of single fields when it loads a message, beside what its API says; null: what the API says counts for nothing.
 */
export const MORE_RULES: Readonly<Record<string, Readonly<Record<string, FieldTest | null>>>> = {
  'envoy.config.route.v3.RouteConfiguration': HEADER_REMOVALS,
  'envoy.config.route.v3.VirtualHost': HEADER_REMOVALS,
  'envoy.config.route.v3.Route': HEADER_REMOVALS,
  'envoy.config.route.v3.WeightedCluster.ClusterWeight': { weight: required, ...HEADER_REMOVALS },
  'envoy.config.listener.v3.Listener': { address: required },
  'envoy.config.core.v3.HeaderValue': { key: changeable },
  'envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit': { maxConnections: required },
  'envoy.config.core.v3.Pipe': {
    path: (value) =>
      typeof value === 'string' && value.length > LONGEST_SOCKET
        ? { code: 'text-too-long', args: { length: value.length, most: LONGEST_SOCKET } }
        : undefined,
  },
  // Refused as well, but dumps show 0 for localities without a weight.
  'envoy.config.endpoint.v3.LocalityLbEndpoints': { loadBalancingWeight: null },
  'envoy.extensions.filters.http.ext_authz.v3.HttpService': {
    pathPrefix: (value) =>
      typeof value === 'string' && value !== '' && !value.startsWith('/')
        ? { code: 'no-slash', args: { path: value } }
        : undefined,
  },
};
