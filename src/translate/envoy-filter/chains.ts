import type { PatchContext } from '../../mesh/envoy-filters.js';
import { isMessage, type JsonMessage } from '../../xds/json.js';
import type { Extension, FilterChain, Listener, RouteConfiguration, TransportSocket } from '../../xds/types.js';
import { asResource, mergeInto } from './merge.js';
import { isAddition, mergeFilter, mergeSocket, type Patch, type PatchSet, patchList, patchOne } from './patches.js';
import { patchRouteConfiguration } from './routes.js';

const HTTP_MANAGER = 'envoy.filters.network.http_connection_manager';

/** What filter chains of one listener are patched with. */
export interface ChainContext {
  readonly patches: PatchSet;
  readonly context: PatchContext;
  readonly listener: Listener;
}

/** Filter chains after the patches for them and their filters; the default chain is patched like any other. */
export function patchChains(listener: Listener, chain: ChainContext): Listener {
  const own = listener.filterChains?.flatMap((c) => patchChain(c, chain) ?? []);
  const added = chain.patches
    .of('FILTER_CHAIN', chain.context)
    .filter((p) => isAddition(p) && fitsListener(p, chain.listener))
    .map((p) => asResource<FilterChain>(p.value))
    // A chain without filters is one that istiod takes for removed.
    .filter((added) => added.filters !== undefined);
  const last = listener.defaultFilterChain && patchChain(listener.defaultFilterChain, chain);
  const { defaultFilterChain, ...rest } = listener;
  const filterChains = [...(own ?? []), ...added];
  return {
    ...withoutChains(rest),
    ...(filterChains.length > 0 && { filterChains }),
    ...(last && { defaultFilterChain: last }),
  };
}

function withoutChains({ filterChains, ...rest }: Listener): Listener {
  return rest;
}

function patchChain(original: FilterChain, chain: ChainContext): FilterChain | undefined {
  const fits = (patch: Patch, current: FilterChain) => fitsChain(patch, current, chain);
  const merged = patchOne(original, chain.patches.of('FILTER_CHAIN', chain.context), fits, mergeChain);
  if (!merged) return undefined;
  const network = chain.patches.of('NETWORK_FILTER', chain.context).filter((p) => fitsChain(p, merged, chain));
  const filters = patchList(merged.filters ?? [], network, {
    applies: () => true,
    hasAnchor: (patch) => anchor(patch) !== undefined,
    names: (patch, filter) => anchor(patch) === undefined || anchor(patch) === filter.name,
    merge: (filter, patch) => mergeFilter(filter, patch.value),
  });
  const patched = filters.map((filter) =>
    filter.name === HTTP_MANAGER ? patchManager(filter, merged, chain) : filter,
  );
  const { filters: _, ...rest } = merged;
  return patched.length > 0 ? { ...rest, filters: patched } : rest;
}

/** A patch with a transport socket of the same name is about that alone; of another name it takes its place. */
function mergeChain(original: FilterChain, patch: Patch): FilterChain {
  const value = patch.value['transportSocket'];
  const own = original.transportSocket;
  if (!own || !isMessage(value) || value['name'] !== own.name) return mergeInto(original, patch.value, 'FILTER_CHAIN');
  const merged = mergeSocket(own, asResource<TransportSocket>(value));
  return merged ? { ...original, transportSocket: merged } : original;
}

function anchor(patch: Patch): string | undefined {
  return patch.match.listener?.filterChain?.filter?.name;
}

function subAnchor(patch: Patch): string | undefined {
  return patch.match.listener?.filterChain?.filter?.subFilter?.name;
}

/** HTTP filters of a connection manager, and the route configuration that is written into it. */
function patchManager(filter: Extension, chain: FilterChain, context: ChainContext): Extension {
  const config = filter.typedConfig;
  if (!config) return filter;
  const http = context.patches.of('HTTP_FILTER', context.context).filter((p) => fitsChain(p, chain, context));
  const relevant = http.filter((p) => anchor(p) === undefined || anchor(p) === HTTP_MANAGER);
  const before = asResource<{ readonly list: readonly Extension[] }>({ list: config['httpFilters'] ?? [] }).list;
  const after = patchList(before, relevant, {
    applies: () => true,
    hasAnchor: (patch) => subAnchor(patch) !== undefined,
    names: (patch, item) => subAnchor(patch) === undefined || subAnchor(patch) === item.name,
    merge: (item, patch) => mergeFilter(item, patch.value),
  });
  const inline = config['routeConfig'];
  const routeConfig =
    inline && typeof inline === 'object'
      ? patchRouteConfiguration(asResource<RouteConfiguration>(inline as JsonMessage), context.patches, context.context)
      : undefined;
  const { httpFilters: _, ...rest } = config;
  const typedConfig = { ...rest, ...(after.length > 0 && { httpFilters: after }), ...(routeConfig && { routeConfig }) };
  return {
    ...filter,
    typedConfig: asResource<NonNullable<Extension['typedConfig']>>(typedConfig as unknown as JsonMessage),
  };
}

/**
 * Whether a patch is about this listener, by name and the port that it is bound to. Where redirected traffic of many ports comes
 * in, the port is a matter of the chains.
 */
export function fitsListener(patch: Patch, listener: Listener): boolean {
  const { name, portNumber } = patch.match.listener ?? {};
  if (name && name !== listener.name) return false;
  if (!portNumber || (patch.applyTo !== 'LISTENER' && isVirtual(listener))) return true;
  return listener.address?.socketAddress?.portValue === portNumber;
}

function isVirtual({ name }: Listener): boolean {
  return name === 'virtualInbound' || name === 'virtualOutbound';
}

function fitsChain(patch: Patch, chain: FilterChain, { listener }: ChainContext): boolean {
  if (!fitsListener(patch, listener)) return false;
  const port = patch.match.listener?.portNumber;
  if (port && isVirtual(listener) && chain.filterChainMatch?.destinationPort !== port) return false;
  const match = patch.match.listener?.filterChain;
  if (!match) return true;
  const own = chain.filterChainMatch;
  if (match.name && match.name !== chain.name) return false;
  if (match.sni && !own?.serverNames?.includes(match.sni)) return false;
  if (match.transportProtocol && match.transportProtocol !== own?.transportProtocol) return false;
  if (match.destinationPort && match.destinationPort !== own?.destinationPort) return false;
  if (!match.applicationProtocols) return true;
  return match.applicationProtocols.split(',').every((p) => own?.applicationProtocols?.includes(p));
}
