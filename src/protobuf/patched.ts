import { type Decoded, decodeMessage, type Problem } from './decode.js';
import type { JsonMessage } from './json.js';
import { messageType } from './messages.js';
import { isKnownType } from './type-names.js';

/**
 * The messages that values of patches are, by what they apply to.
 * https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-ApplyTo
 */
export const PATCHED = {
  LISTENER: 'envoy.config.listener.v3.Listener',
  FILTER_CHAIN: 'envoy.config.listener.v3.FilterChain',
  NETWORK_FILTER: 'envoy.config.listener.v3.Filter',
  HTTP_FILTER: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter',
  LISTENER_FILTER: 'envoy.config.listener.v3.ListenerFilter',
  ROUTE_CONFIGURATION: 'envoy.config.route.v3.RouteConfiguration',
  VIRTUAL_HOST: 'envoy.config.route.v3.VirtualHost',
  HTTP_ROUTE: 'envoy.config.route.v3.Route',
  CLUSTER: 'envoy.config.cluster.v3.Cluster',
  EXTENSION_CONFIG: 'envoy.config.core.v3.TypedExtensionConfig',
  BOOTSTRAP: 'envoy.config.bootstrap.v3.Bootstrap',
} as const;

/** Reads the value of a patch; undefined for what applies to nothing known. */
export function decodePatch(
  applyTo: string,
  value: JsonMessage,
  foreign?: (value: JsonMessage) => JsonMessage,
): Decoded | undefined {
  const names: Readonly<Record<string, string>> = PATCHED;
  const type = messageType((Object.hasOwn(names, applyTo) && names[applyTo]) || '');
  return type && decodeMessage(type, value, foreign);
}

/** Whether istiod gives up the whole patch for this. */
export function isFatal({ code, args }: Problem): boolean {
  if (code === 'unknown-type') return !isKnownType(nameOfUrl(args['type'] ?? ''));
  return code !== 'unknown-field' && code !== 'null-item';
}

function nameOfUrl(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
