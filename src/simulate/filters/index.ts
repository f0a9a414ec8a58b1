import { typeUrl } from '../../xds/json.js';
import { cors } from './cors.js';
import { extAuthz, networkExtAuthz } from './ext-authz.js';
import { fault } from './fault.js';
import { jwtAuthn } from './jwt-authn.js';
import { localRateLimit, rateLimit } from './rate-limit.js';
import { networkRbac, rbac } from './rbac.js';
import type { HttpFilter, NetworkFilter } from './types.js';

/**
 * HTTP filters that decide anything about a request, by the type of their configuration. Filters that aren't here let every
 * request through.
 */
export const HTTP_FILTERS: ReadonlyMap<string, HttpFilter> = new Map<string, HttpFilter>([
  [typeUrl('envoy.extensions.filters.http.cors.v3.Cors'), cors],
  [typeUrl('envoy.extensions.filters.http.ext_authz.v3.ExtAuthz'), extAuthz],
  [typeUrl('envoy.extensions.filters.http.fault.v3.HTTPFault'), fault],
  [typeUrl('envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication'), jwtAuthn],
  [typeUrl('envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit'), localRateLimit],
  [typeUrl('envoy.extensions.filters.http.ratelimit.v3.RateLimit'), rateLimit],
  [typeUrl('envoy.extensions.filters.http.rbac.v3.RBAC'), rbac],
]);

/** Network filters that decide about a connection, apart from those that end a chain (the connection manager, the TCP proxy). */
export const NETWORK_FILTERS: ReadonlyMap<string, NetworkFilter> = new Map<string, NetworkFilter>([
  [typeUrl('envoy.extensions.filters.network.ext_authz.v3.ExtAuthz'), networkExtAuthz],
  [typeUrl('envoy.extensions.filters.network.rbac.v3.RBAC'), networkRbac],
]);
