import type { FilterChainMatch } from '../../xds/types.js';

/** Lists of protocols that go by a name. */
const NAMED_PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['http/1.0,http/1.1,h2c', 'HTTP'],
  ['istio-peer-exchange,istio', 'TCP TLS'],
  ['istio,istio-http/1.0,istio-http/1.1,istio-h2', 'Istio HTTP Plain'],
  ['http/1.0,http/1.1,h2c,istio-http/1.0,istio-http/1.1,istio-h2', 'HTTP TLS'],
]);

/**
 * Conditions of a filter chain: `SNI: ...; Trans: ...; App: ...; Addr: ...`, or ALL when there are none.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/listener/v3/listener_components.proto
 */
export function describeFilterChainMatch(match: FilterChainMatch | undefined): string {
  const { serverNames = [], transportProtocol, applicationProtocols = [] } = match ?? {};
  const protocols = applicationProtocols.join(',');
  const conditions = [
    serverNames.length > 0 && `SNI: ${serverNames.join(',')}`,
    transportProtocol && `Trans: ${transportProtocol}`,
    protocols && `App: ${NAMED_PROTOCOLS.get(protocols) ?? protocols}`,
    describeAddress(match),
  ];
  return conditions.filter(Boolean).join('; ') || 'ALL';
}

function describeAddress({ destinationPort, prefixRanges = [] }: FilterChainMatch = {}): string {
  const port = destinationPort === undefined ? '' : `:${destinationPort}`;
  const ranges = prefixRanges.map((range) => `${range.addressPrefix ?? ''}/${range.prefixLen ?? 0}`).join(',');
  if (ranges) return `Addr: ${ranges}${port}`;
  return port && `Addr: *${port}`;
}
