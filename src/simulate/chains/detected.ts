import { isMessage, isOfType, type JsonMessage } from '../../xds/json.js';
import type { Listener, ListenerFilter } from '../../xds/types.js';
import { messageField, messageList, numberField } from '../match/strings.js';
import type { SimulatedRequest } from '../types.js';

/** What a listener finds out about a connection before it chooses a filter chain. */
export interface Detected {
  readonly transportProtocol: 'tls' | 'raw_buffer';
  /** Empty where the client names none, or nobody looked. */
  readonly serverName: string;
  readonly applicationProtocols: readonly string[];
}

const TLS_INSPECTOR = 'envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector';
const HTTP_INSPECTOR = 'envoy.extensions.filters.listener.http_inspector.v3.HttpInspector';

/**
 * What the inspectors of a listener make of a connection. Without the one for TLS, every connection counts as plain.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/configuration/listeners/listener_filters/listener_filters
 */
export function detect(listener: Listener, request: SimulatedRequest): Detected {
  const looks = (type: string) =>
    (listener.listenerFilters ?? []).some((filter) => isOf(filter, type) && !isOff(filter, request.destination.port));
  if (request.tls !== 'none' && looks(TLS_INSPECTOR)) {
    const serverName = (request.sni ?? '').toLowerCase();
    return { transportProtocol: 'tls', serverName, applicationProtocols: request.alpn ?? [] };
  }
  const applicationProtocols = request.tls === 'none' && looks(HTTP_INSPECTOR) ? plainProtocols(request) : [];
  return { transportProtocol: 'raw_buffer', serverName: '', applicationProtocols };
}

function isOf({ typedConfig }: ListenerFilter, type: string): boolean {
  return isOfType(typedConfig, `/${type}`);
}

/** What the first bytes of a plain connection tell. */
function plainProtocols({ http, alpn }: SimulatedRequest): readonly string[] {
  const [named] = alpn ?? [];
  if (named !== undefined) return [named === 'h2' ? 'h2c' : named];
  return http ? ['http/1.1'] : [];
}

/** Whether a listener filter is switched off for a port. */
function isOff({ filterDisabled }: ListenerFilter, port: number): boolean {
  return filterDisabled !== undefined && matchesPort(filterDisabled, port);
}

/** https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/listener/v3/listener_components.proto#config-listener-v3-listenerfilterchainmatchpredicate */
function matchesPort(predicate: JsonMessage, port: number): boolean {
  const { orMatch, andMatch, notMatch, anyMatch } = predicate;
  if (isMessage(orMatch)) return messageList(orMatch['rules']).some((rule) => matchesPort(rule, port));
  if (isMessage(andMatch)) return messageList(andMatch['rules']).every((rule) => matchesPort(rule, port));
  if (isMessage(notMatch)) return !matchesPort(notMatch, port);
  if (anyMatch === true) return true;
  const range = messageField(predicate, 'destinationPortRange');
  return range !== undefined && port >= (numberField(range, 'start') ?? 0) && port < (numberField(range, 'end') ?? 0);
}
