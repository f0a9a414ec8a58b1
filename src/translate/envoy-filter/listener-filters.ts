import type { Listener, ListenerFilter } from '../../xds/types.js';
import { asResource, mergeTyped } from './merge.js';
import { type Patch, placed } from './patches.js';

/** A listener, and whether a patch failed on it so that istiod gave up patching there. */
export interface PatchedFilters {
  readonly listener: Listener;
  readonly failed: boolean;
}

/**
 * A listener after the patches for its listener filters, in their order. What is to be merged needs a filter's name, but goes
 * into all of them, and fails on one of another type; names stay.
 * https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-ApplyTo
 */
export function patchListenerFilters(listener: Listener, patches: readonly Patch[]): PatchedFilters {
  if (patches.length === 0) return { listener, failed: false };
  const { listenerFilters = [], ...rest } = listener;
  let filters = listenerFilters;
  let failed = false;
  for (const patch of patches) {
    if (patch.operation !== 'MERGE') filters = placed(filters, patch, RULES);
    else if (anchor(patch) !== undefined) {
      const merged = mergeIntoAll(filters, patch);
      filters = merged.filters;
      failed = merged.failed;
    }
    if (failed) break;
  }
  return { listener: filters.length > 0 ? { ...rest, listenerFilters: filters } : rest, failed };
}

function anchor(patch: Patch): string | undefined {
  return patch.match.listener?.listenerFilter || undefined;
}

const RULES = {
  hasAnchor: (patch: Patch) => anchor(patch) !== undefined,
  names: (patch: Patch, filter: ListenerFilter) => anchor(patch) === undefined || anchor(patch) === filter.name,
};

function mergeIntoAll(
  filters: readonly ListenerFilter[],
  { value }: Patch,
): { readonly filters: readonly ListenerFilter[]; readonly failed: boolean } {
  const wanted = asResource<Partial<ListenerFilter>>(value).typedConfig;
  const out = [...filters];
  for (const [i, filter] of filters.entries()) {
    if (!wanted || !filter.typedConfig) continue;
    const merged = mergeTyped(filter.typedConfig, wanted);
    if (!merged) return { filters: out, failed: true };
    out[i] = { ...filter, typedConfig: asResource<NonNullable<ListenerFilter['typedConfig']>>(merged) };
  }
  return { filters: out, failed: false };
}
