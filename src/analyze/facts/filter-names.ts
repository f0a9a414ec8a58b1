import { isObject } from '../../model/decode.js';
import { suggest } from '../../model/suggest.js';
import type { AnalysisContext } from '../types.js';

/** Filters that proxies of the mesh have, and those of Envoy that are added most. */
const FILTERS: readonly string[] = [
  'envoy.filters.network.http_connection_manager',
  'envoy.filters.network.tcp_proxy',
  'envoy.filters.network.rbac',
  'envoy.filters.network.ext_authz',
  'envoy.filters.network.mongo_proxy',
  'envoy.filters.network.mysql_proxy',
  'envoy.filters.network.redis_proxy',
  'envoy.filters.network.sni_cluster',
  'envoy.filters.network.local_ratelimit',
  'envoy.filters.network.ratelimit',
  'envoy.filters.http.router',
  'envoy.filters.http.cors',
  'envoy.filters.http.fault',
  'envoy.filters.http.jwt_authn',
  'envoy.filters.http.rbac',
  'envoy.filters.http.ext_authz',
  'envoy.filters.http.ext_proc',
  'envoy.filters.http.grpc_stats',
  'envoy.filters.http.grpc_web',
  'envoy.filters.http.lua',
  'envoy.filters.http.wasm',
  'envoy.filters.http.compressor',
  'envoy.filters.http.buffer',
  'envoy.filters.http.local_ratelimit',
  'envoy.filters.http.ratelimit',
  'envoy.filters.http.header_to_metadata',
  'envoy.filters.listener.tls_inspector',
  'envoy.filters.listener.http_inspector',
  'envoy.filters.listener.original_dst',
  'istio.metadata_exchange',
  'istio.alpn',
  'istio.stats',
  'istio_authn',
];

/** Names of filters that a patch may match: those of proxies, and those that patches of the input add. */
export function knownFilterNames({ store }: AnalysisContext): ReadonlySet<string> {
  const names = new Set(FILTERS);
  for (const { body } of store.list('EnvoyFilter')) {
    for (const { patch } of body.spec?.configPatches ?? []) {
      if (isObject(patch?.value) && typeof patch.value['name'] === 'string') names.add(patch.value['name']);
    }
  }
  return names;
}

/** The filter that a mistyped name was meant to be; undefined for names that are known, or far from all. */
export function nearFilterName(name: string, known: ReadonlySet<string>): string | undefined {
  if (known.has(name)) return undefined;
  const near = suggest(name, FILTERS);
  // Extensions have long names in common, so only a slip of a letter or two counts.
  return near !== undefined && Math.abs(near.length - name.length) <= 2 && differences(near, name) ? near : undefined;
}

/** At most two letters stand between what both begin and end with. */
function differences(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return Math.max(a.length, b.length) - start - end <= 2;
}
