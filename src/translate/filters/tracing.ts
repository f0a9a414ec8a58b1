import { CLUSTER_ID, type ProxySettings } from '../../mesh/mesh-config.js';
import type { Mesh, MeshProxy } from '../../mesh/types.js';
import { type JsonMessage, present } from '../../xds/json.js';

const DEFAULT_SAMPLING = 1;
const DEFAULT_MESH_ID = 'cluster.local';
const DRY_RUN_TAGS: readonly (readonly [tag: string, key: string])[] = [
  ['istio.authorization.dry_run.allow_policy.name', 'istio_dry_run_allow_shadow_effective_policy_id'],
  ['istio.authorization.dry_run.allow_policy.result', 'istio_dry_run_allow_shadow_engine_result'],
  ['istio.authorization.dry_run.deny_policy.name', 'istio_dry_run_deny_shadow_effective_policy_id'],
  ['istio.authorization.dry_run.deny_policy.result', 'istio_dry_run_deny_shadow_engine_result'],
];
type TracingSettings = NonNullable<ProxySettings['tracing']>;

/**
 * Tracing of a proxy's HTTP connections as MeshConfig and ProxyConfig ask; undefined when it is off.
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#Tracing
 */
export function buildTracing(mesh: Mesh, proxy: MeshProxy): JsonMessage | undefined {
  if (!mesh.config.enableTracing) return undefined;
  const settings = proxy.settings.tracing ?? {};
  const sampling = settings.sampling ?? 0;
  return present<JsonMessage>({
    clientSampling: { value: 100 },
    randomSampling: { value: sampling > 0 && sampling <= 100 ? sampling : DEFAULT_SAMPLING },
    overallSampling: { value: 100 },
    maxPathTagLength: settings.maxPathTagLength || undefined,
    customTags: customTags(proxy, settings),
  });
}

function customTags(proxy: MeshProxy, settings: TracingSettings): readonly JsonMessage[] | undefined {
  const own = settings.enableIstioTags === false ? [] : [...DRY_RUN, ...workloadTags(proxy)];
  const tags = [...own, ...userTags(settings)];
  return tags.length > 0 ? tags.sort((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0)) : undefined;
}

type Tag = JsonMessage & { readonly tag: string };

const DRY_RUN: readonly Tag[] = DRY_RUN_TAGS.map(([tag, key]) => ({
  tag,
  metadata: { kind: { request: {} }, metadataKey: { key: 'envoy.filters.http.rbac', path: [{ key }] } },
}));

function workloadTags(proxy: MeshProxy): readonly Tag[] {
  const literal = (tag: string, value: string): Tag => ({ tag, literal: { value } });
  return [
    literal('istio.canonical_revision', proxy.labels['service.istio.io/canonical-revision'] || 'latest'),
    literal('istio.canonical_service', proxy.labels['service.istio.io/canonical-name'] || 'unknown'),
    literal('istio.cluster_id', CLUSTER_ID),
    literal('istio.mesh_id', proxy.settings.meshId || DEFAULT_MESH_ID),
    literal('istio.namespace', proxy.namespace),
  ];
}

function userTags(settings: TracingSettings): readonly Tag[] {
  return Object.entries(settings.customTags ?? {}).flatMap(([tag, { literal, environment, header }]): Tag[] => {
    if (literal) return [{ tag, literal: { value: literal.value ?? '' } }];
    if (environment) return [{ tag, environment: valueFrom(environment) }];
    if (header) return [{ tag, requestHeader: valueFrom(header) }];
    return [];
  });
}

function valueFrom(from: { readonly name?: string; readonly defaultValue?: string }): JsonMessage {
  return present<JsonMessage>({ name: from.name, defaultValue: from.defaultValue });
}
