import { CLUSTER_ID } from '../../mesh/mesh-config.js';
import type { Tracing, TracingTags } from '../../mesh/telemetry-tracing.js';
import type { MeshProxy } from '../../mesh/types.js';
import { type JsonMessage, present } from '../../xds/json.js';
import { tracer } from './tracers.js';

const DEFAULT_MESH_ID = 'cluster.local';
const DRY_RUN_TAGS: readonly (readonly [tag: string, key: string])[] = [
  ['istio.authorization.dry_run.allow_policy.name', 'istio_dry_run_allow_shadow_effective_policy_id'],
  ['istio.authorization.dry_run.allow_policy.result', 'istio_dry_run_allow_shadow_engine_result'],
  ['istio.authorization.dry_run.deny_policy.name', 'istio_dry_run_deny_shadow_effective_policy_id'],
  ['istio.authorization.dry_run.deny_policy.result', 'istio_dry_run_deny_shadow_engine_result'],
];

/** Tracing of a connection manager. https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#Tracing */
export function tracingConfig(proxy: MeshProxy, tracing: Tracing): JsonMessage {
  const { reportsTo } = tracing;
  // Dynatrace samples itself, so all requests have to reach its sampler.
  const sampling = reportsTo?.provider.opentelemetry?.dynatraceSampler ? 100 : tracing.sampling;
  const ownSpans = reportsTo && (proxy.type === 'router' || reportsTo.provider.skywalking);
  return present<JsonMessage>({
    clientSampling: { value: 100 },
    randomSampling: sampling === 0 ? {} : { value: sampling },
    overallSampling: { value: 100 },
    maxPathTagLength: tracing.maxPathTagLength,
    customTags: customTags(proxy, tracing),
    provider: reportsTo && tracer(proxy, reportsTo),
    spawnUpstreamSpan: ownSpans ? true : undefined,
    noContextPropagation: tracing.propagates ? undefined : true,
  });
}

function customTags(proxy: MeshProxy, { istioTags, tags }: Tracing): readonly JsonMessage[] | undefined {
  const all = [...(istioTags ? [...DRY_RUN, ...workloadTags(proxy)] : []), ...userTags(tags)];
  return all.length > 0 ? all.sort((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0)) : undefined;
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

function userTags(tags: TracingTags): readonly Tag[] {
  return Object.entries(tags).flatMap(([tag, { literal, environment, header, formatter }]): Tag[] => {
    if (literal) return [{ tag, literal: { value: literal.value ?? '' } }];
    if (environment) return [{ tag, environment: valueFrom(environment) }];
    if (header) return [{ tag, requestHeader: valueFrom(header) }];
    return formatter ? [{ tag, value: formatter.value ?? '' }] : [];
  });
}

function valueFrom(from: { readonly name?: string; readonly defaultValue?: string }): JsonMessage {
  return present<JsonMessage>({ name: from.name, defaultValue: from.defaultValue || undefined });
}
