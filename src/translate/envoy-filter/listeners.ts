import type { PatchContext } from '../../mesh/envoy-filters.js';
import type { MeshProxy } from '../../mesh/types.js';
import type { Listener } from '../../xds/types.js';
import { fitsListener, patchChains } from './chains.js';
import { patchListenerFilters } from './listener-filters.js';
import { asResource, mergeInto } from './merge.js';
import { isAddition, type PatchSet, patchOne } from './patches.js';

/**
 * Listeners after the patches for them, their listener filters, filter chains and filters; then new ones. A patch that fails
 * on a listener ends the patching of those of its context, but for the listener of redirected traffic, which is on its own.
 */
export function patchListeners(
  listeners: readonly Listener[],
  patches: PatchSet,
  proxy: MeshProxy,
): readonly Listener[] {
  const outbound: PatchContext = proxy.type === 'router' ? 'GATEWAY' : 'SIDECAR_OUTBOUND';
  const out: Listener[] = [];
  const gaveUp = new Set<string>();
  for (const listener of listeners) {
    const inbound = proxy.type === 'sidecar' && listener.trafficDirection === 'INBOUND';
    const context = inbound ? 'SIDECAR_INBOUND' : outbound;
    const group = listener.name === 'virtualOutbound' ? listener.name : context;
    const patched = gaveUp.has(group) ? { listener, failed: false } : patchListener(listener, patches, context);
    if (patched?.failed) gaveUp.add(group);
    if (patched) out.push(patched.listener);
  }
  const contexts = [outbound, 'SIDECAR_INBOUND' as const].filter((context) => !gaveUp.has(context));
  const additions = contexts.flatMap((context) => patches.of('LISTENER', context)).filter(isAddition);
  // Those for any context are for the outbound one.
  const added = gaveUp.has(outbound) ? additions.filter((patch) => patch.context !== 'ANY') : additions;
  for (const patch of new Set(added)) out.push(asResource<Listener>(patch.value));
  return out;
}

function patchListener(original: Listener, patches: PatchSet, context: PatchContext) {
  const merged = patchOne(original, patches.of('LISTENER', context), fitsListener, (current, patch) =>
    mergeInto(current, patch.value, 'LISTENER'),
  );
  if (!merged) return undefined;
  const matching = patches.of('LISTENER_FILTER', context).filter((patch) => fitsListener(patch, merged));
  const { listener, failed } = patchListenerFilters(merged, matching);
  return { listener: failed ? listener : patchChains(listener, { patches, context, listener: merged }), failed };
}
