import type { PatchContext } from '../../mesh/envoy-filters.js';
import type { MeshProxy } from '../../mesh/types.js';
import type { Listener } from '../../xds/types.js';
import { fitsListener, patchChains } from './chains.js';
import { asResource, mergeInto } from './merge.js';
import { isAddition, mergeFilter, type Patch, type PatchSet, patchList, patchOne } from './patches.js';

/** Listeners after the patches for them, their listener filters, filter chains and filters; then new ones. */
export function patchListeners(
  listeners: readonly Listener[],
  patches: PatchSet,
  proxy: MeshProxy,
): readonly Listener[] {
  const outbound: PatchContext = proxy.type === 'router' ? 'GATEWAY' : 'SIDECAR_OUTBOUND';
  const out: Listener[] = [];
  for (const listener of listeners) {
    const inbound = proxy.type === 'sidecar' && listener.trafficDirection === 'INBOUND';
    const patched = patchListener(listener, patches, inbound ? 'SIDECAR_INBOUND' : outbound);
    if (patched) out.push(patched);
  }
  const additions = [...patches.of('LISTENER', outbound), ...patches.of('LISTENER', 'SIDECAR_INBOUND')].filter(
    isAddition,
  );
  for (const patch of new Set(additions)) out.push(asResource<Listener>(patch.value));
  return out;
}

function patchListener(original: Listener, patches: PatchSet, context: PatchContext): Listener | undefined {
  const merged = patchOne(original, patches.of('LISTENER', context), fitsListener, (current, patch) =>
    mergeInto(current, patch.value, 'LISTENER'),
  );
  return merged && patchChains(patchListenerFilters(merged, patches, context), { patches, context, listener: merged });
}

function patchListenerFilters(listener: Listener, patches: PatchSet, context: PatchContext): Listener {
  const matching = patches.of('LISTENER_FILTER', context).filter((p) => fitsListener(p, listener));
  if (matching.length === 0) return listener;
  const anchor = (patch: Patch) => patch.match.listener?.listenerFilter;
  const { listenerFilters: own = [], ...rest } = listener;
  const listenerFilters = patchList(own, matching, {
    applies: () => true,
    hasAnchor: (patch) => anchor(patch) !== undefined,
    names: (patch, filter) => anchor(patch) === undefined || anchor(patch) === filter.name,
    merge: (filter, patch) => mergeFilter(filter, patch.value),
  });
  return listenerFilters.length > 0 ? { ...rest, listenerFilters } : rest;
}
