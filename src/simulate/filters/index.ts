import { typeUrl } from '../../xds/json.js';
import { cors } from './cors.js';
import type { HttpFilter, NetworkFilter } from './types.js';

/**
 * HTTP filters that decide anything about a request, by the type of their configuration. Filters that aren't here let every
 * request through.
 */
export const HTTP_FILTERS: ReadonlyMap<string, HttpFilter> = new Map<string, HttpFilter>([
  [typeUrl('envoy.extensions.filters.http.cors.v3.Cors'), cors],
]);

/** Network filters that decide about a connection, apart from those that end a chain (the connection manager, the TCP proxy). */
export const NETWORK_FILTERS: ReadonlyMap<string, NetworkFilter> = new Map<string, NetworkFilter>([]);
