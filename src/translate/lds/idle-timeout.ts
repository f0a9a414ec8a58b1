import { nodeMetadata } from '../../mesh/node-metadata.js';
import { type Any, present } from '../../xds/json.js';
import type { Extension, FilterChain, Listener } from '../../xds/types.js';
import type { Translation } from '../translation.js';

const HTTP_MANAGER = 'envoy.filters.network.http_connection_manager';
const TCP_PROXY = 'envoy.filters.network.tcp_proxy';
/** Nothing is connected there that could be idle. */
const DEAD_ENDS: ReadonlySet<string> = new Set(['virtualInbound-blackhole', 'virtualOutbound-blackhole']);

/**
 * Listeners whose connections end when they are idle for as long as the proxy's environment says (ISTIO_META_IDLE_TIMEOUT);
 * what a DestinationRule says about a connection counts more.
 */
export function applyIdleTimeout(t: Translation, listeners: readonly Listener[]): readonly Listener[] {
  const { idleTimeout } = nodeMetadata(t.proxy.settings);
  if (idleTimeout === undefined) return listeners;
  const bound = (chain: FilterChain): FilterChain =>
    DEAD_ENDS.has(chain.name ?? '')
      ? chain
      : present<FilterChain>({ ...chain, filters: chain.filters?.map((filter) => boundFilter(filter, idleTimeout)) });
  return listeners.map((listener) =>
    present<Listener>({
      ...listener,
      filterChains: listener.filterChains?.map(bound),
      defaultFilterChain: listener.defaultFilterChain && bound(listener.defaultFilterChain),
    }),
  );
}

function boundFilter(filter: Extension, idleTimeout: string): Extension {
  const config = filter.typedConfig;
  if (!config) return filter;
  const given = (fields: Partial<Any>): Extension => ({ ...filter, typedConfig: { ...fields, ...config } });
  if (filter.name === TCP_PROXY) return given({ idleTimeout });
  return filter.name === HTTP_MANAGER ? given({ commonHttpProtocolOptions: { idleTimeout } }) : filter;
}
