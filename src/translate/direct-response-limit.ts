import type { EnvoyPatch } from '../mesh/envoy-filters.js';
import type { Mesh, MeshProxy } from '../mesh/types.js';
import { readPatchValue } from './envoy-filter/patch-values.js';
import { cached, type Translation } from './translation.js';

const DEFAULT_LIMIT = 1048576;
const FIELD = 'maxDirectResponseBodySizeBytes';

/**
 * Bytes that a response of a route's own may have. istiod 1.30 makes this limit of all route configurations of one object, into
 * which an EnvoyFilter is merged in place: from then on it is the limit of every proxy that gets routes, whoever the patch is
 * for. Proxies are taken to get theirs in the order of their names.
 * https://www.envoyproxy.io/docs/envoy/v1.38.0/api-v3/config/route/v3/route.proto
 */
export function directResponseLimit(t: Translation): number {
  if (t.mesh.envoyFilters.isEmpty) return DEFAULT_LIMIT;
  const patched = cached(t.shared, 'direct-response-limits', '', () => patchedLimits(t.mesh));
  return patched.findLast(({ proxy }) => compare(proxy, t.proxy) < 0)?.limit ?? DEFAULT_LIMIT;
}

/** Proxies with a limit of their own, in order. */
function patchedLimits(mesh: Mesh): readonly { readonly proxy: MeshProxy; readonly limit: number }[] {
  return [...mesh.proxies].sort(compare).flatMap((proxy) => {
    const limit = mesh.envoyFilters
      .find(proxy)
      .map((patch) => limitOf(patch, proxy))
      .findLast((value) => value !== undefined);
    return limit === undefined ? [] : [{ proxy, limit }];
  });
}

function limitOf(patch: EnvoyPatch, proxy: MeshProxy): number | undefined {
  const { applyTo, operation, context } = patch;
  if (applyTo !== 'ROUTE_CONFIGURATION' || operation !== 'MERGE') return undefined;
  if (context !== 'ANY' && context !== (proxy.type === 'router' ? 'GATEWAY' : 'SIDECAR_OUTBOUND')) return undefined;
  const { value, problem } = readPatchValue(patch);
  const limit = problem ? undefined : value[FIELD];
  return typeof limit === 'number' && limit > 0 ? limit : undefined;
}

function compare(a: MeshProxy, b: MeshProxy): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.namespace < b.namespace ? -1 : a.namespace > b.namespace ? 1 : 0;
}
