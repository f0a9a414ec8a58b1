import { isObject, type JsonObject } from '../model/decode.js';
import type { EnvoyFilterBody, EnvoyFilterSpec } from '../model/kinds/envoy-filter.js';
import type { RegexTest } from '../model/regex.js';
import type { Resource } from '../model/resource.js';
import { createdAt } from './age.js';
import type { MeshConfig } from './mesh-config.js';
import type { MeshProxy, Provenance } from './types.js';
import { targetsGatewayOf } from './workload-policies.js';
import { selects } from './workloads.js';

export type EnvoyFilterResource = Resource<EnvoyFilterBody>;
type ConfigPatch = NonNullable<EnvoyFilterSpec['configPatches']>[number];
export type PatchMatch = NonNullable<ConfigPatch['match']>;
export type PatchTarget = NonNullable<ConfigPatch['applyTo']>;
export type PatchOperation = NonNullable<NonNullable<ConfigPatch['patch']>['operation']>;
export type PatchContext = 'SIDECAR_INBOUND' | 'SIDECAR_OUTBOUND' | 'GATEWAY';

/** One patch that applies to a proxy. */
export interface EnvoyPatch {
  readonly applyTo: PatchTarget;
  readonly context: PatchContext | 'ANY';
  readonly match: PatchMatch;
  readonly operation: PatchOperation;
  readonly value: JsonObject;
  readonly from: Provenance;
}

/** Finds the patches of a proxy. */
export interface EnvoyFilterIndex {
  readonly isEmpty: boolean;
  find(proxy: MeshProxy): readonly EnvoyPatch[];
}

/** Version that proxies report, which `proxyVersion` is matched against. */
const PROXY_VERSION = '1.30.3';

/**
 * EnvoyFilters of the root namespace and a proxy's own, by priority; among equals root ones first, then by age and name.
 * https://istio.io/latest/docs/reference/config/networking/envoy-filter/
 */
export function buildEnvoyFilters(
  resources: readonly EnvoyFilterResource[],
  config: MeshConfig,
  regexTest: RegexTest,
): EnvoyFilterIndex {
  const root = config.rootNamespace;
  const sorted = [...resources].sort(
    (a, b) =>
      (a.body.spec?.priority ?? 0) - (b.body.spec?.priority ?? 0) ||
      Number(b.metadata.namespace === root) - Number(a.metadata.namespace === root) ||
      createdAt(a) - createdAt(b) ||
      (fullName(a) < fullName(b) ? -1 : 1),
  );
  return {
    isEmpty: sorted.length === 0,
    find: (proxy) =>
      sorted
        .filter((r) => r.metadata.namespace === root || r.metadata.namespace === proxy.namespace)
        .filter((r) => takes(r, proxy))
        .flatMap((r) => patchesOf(r, proxy, regexTest)),
  };
}

function fullName({ metadata }: EnvoyFilterResource): string {
  return `${metadata.name}.${metadata.namespace}`;
}

function takes(resource: EnvoyFilterResource, proxy: MeshProxy): boolean {
  const spec = resource.body.spec ?? {};
  if (spec.targetRefs?.length) {
    return resource.metadata.namespace === proxy.namespace && targetsGatewayOf(spec.targetRefs, proxy);
  }
  return selects(spec.workloadSelector?.labels, proxy.labels);
}

function patchesOf(resource: EnvoyFilterResource, proxy: MeshProxy, regexTest: RegexTest): readonly EnvoyPatch[] {
  return (resource.body.spec?.configPatches ?? []).flatMap((patch, i): EnvoyPatch[] => {
    const match = patch.match ?? {};
    const context = match.context ?? 'ANY';
    const operation = patch.patch?.operation;
    if (!patch.applyTo || !operation || !fitsContext(context, proxy) || !fitsProxy(match, proxy, regexTest)) return [];
    if (context === 'WAYPOINT') return [];
    const value = patch.patch?.value;
    return [
      {
        applyTo: patch.applyTo,
        context,
        match,
        operation,
        value: isObject(value) ? (value as JsonObject) : {},
        from: { resource, path: ['spec', 'configPatches', i] },
      },
    ];
  });
}

function fitsContext(context: NonNullable<PatchMatch['context']>, proxy: MeshProxy): boolean {
  if (context === 'ANY') return true;
  return proxy.type === 'router' ? context === 'GATEWAY' : context.startsWith('SIDECAR_');
}

function fitsProxy(match: PatchMatch, proxy: MeshProxy, regexTest: RegexTest): boolean {
  const { proxyVersion, metadata } = match.proxy ?? {};
  if (proxyVersion && !regexTest(proxyVersion, PROXY_VERSION)) return false;
  return Object.entries(metadata ?? {}).every(([key, value]) => nodeMetadata(proxy, key) === value);
}

/** Raw node metadata that a proxy reports: what its configuration sets with ISTIO_META_, and its identity. */
function nodeMetadata(proxy: MeshProxy, key: string): string | undefined {
  const set = proxy.settings.proxyMetadata?.[`ISTIO_META_${key}`];
  if (set !== undefined) return set;
  switch (key) {
    case 'NAMESPACE':
      return proxy.namespace;
    case 'NAME':
      return proxy.name;
    case 'CLUSTER_ID':
      return 'Kubernetes';
    case 'WORKLOAD_NAME':
      return proxy.workloadName;
    case 'SERVICE_ACCOUNT':
      return proxy.serviceAccount;
    case 'ISTIO_VERSION':
      return PROXY_VERSION;
    default:
      return undefined;
  }
}
