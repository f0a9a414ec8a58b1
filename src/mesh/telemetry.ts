import type { TelemetryBody, TelemetrySpec } from '../model/kinds/telemetry.js';
import type { Resource } from '../model/resource.js';
import { compareAge } from './age.js';
import type { MeshConfig } from './mesh-config.js';
import type { MeshProxy } from './types.js';
import { targetsGatewayOf } from './workload-policies.js';
import { selects } from './workloads.js';

export type TelemetryResource = Resource<TelemetryBody>;
/** The side of a connection: inbound listeners are servers, outbound ones and gateways clients. */
export type TelemetrySide = 'CLIENT' | 'SERVER';

/** Finds the Telemetry resources of a workload. */
export interface TelemetryIndex {
  /** From the widest to the narrowest: mesh, namespace, then every one that selects the workload, by age. */
  levels(proxy: Pick<MeshProxy, 'namespace' | 'labels'>): readonly TelemetrySpec[];
  /** The resources of those levels. */
  resources(proxy: Pick<MeshProxy, 'namespace' | 'labels'>): readonly TelemetryResource[];
  /** Names the levels, for caches: equal for proxies that the same resources apply to. */
  levelsKey(proxy: Pick<MeshProxy, 'namespace' | 'labels'>): string;
}

/**
 * Of the resources without selector the oldest of the root namespace and the oldest of the workload's own count.
 * https://istio.io/latest/docs/reference/config/telemetry/
 */
export function buildTelemetry(resources: readonly TelemetryResource[], config: MeshConfig): TelemetryIndex {
  const byNamespace = new Map<string, { wide?: TelemetryResource; selective: TelemetryResource[] }>();
  for (const resource of [...resources].sort(compareAge)) {
    const { namespace } = resource.metadata;
    const entry = byNamespace.get(namespace) ?? { selective: [] };
    byNamespace.set(namespace, entry);
    if (isSelective(resource)) entry.selective.push(resource);
    else entry.wide ??= resource;
  }
  const find = (proxy: Pick<MeshProxy, 'namespace' | 'labels'>): TelemetryResource[] => {
    const root = byNamespace.get(config.rootNamespace)?.wide;
    const own = byNamespace.get(proxy.namespace);
    const wide = proxy.namespace === config.rootNamespace ? undefined : own?.wide;
    const selected = (own?.selective ?? []).filter((r) => takes(r, proxy));
    return [root, wide, ...selected].filter((r) => r !== undefined);
  };
  return {
    levels: (proxy) => find(proxy).map((r) => r.body.spec ?? {}),
    resources: find,
    levelsKey: (proxy) =>
      find(proxy)
        .map((r) => `${r.metadata.namespace}/${r.metadata.name}`)
        .join(' '),
  };
}

function isSelective({ body }: TelemetryResource): boolean {
  const spec = body.spec ?? {};
  const labels = Object.keys(spec.selector?.matchLabels ?? {}).length > 0;
  return labels || spec.targetRef !== undefined || (spec.targetRefs?.length ?? 0) > 0;
}

/** References to a Gateway attach to the gateway of that name only; other references are for waypoints. */
function takes({ body }: TelemetryResource, proxy: Pick<MeshProxy, 'labels'>): boolean {
  const spec = body.spec ?? {};
  const refs = [...(spec.targetRef ? [spec.targetRef] : []), ...(spec.targetRefs ?? [])];
  if (refs.length === 0) return selects(spec.selector?.matchLabels, proxy.labels);
  return targetsGatewayOf(refs, proxy);
}

/** Whether an entry's match takes a side; without one it takes both. */
export function matchesSide(mode: string | undefined, side: TelemetrySide): boolean {
  return mode === undefined || mode === 'CLIENT_AND_SERVER' || mode === side;
}

/** Providers that an entry names itself. */
export function providerNames(entry: {
  readonly providers?: readonly { readonly name?: string }[];
}): readonly string[] {
  return (entry.providers ?? []).flatMap((p) => (p.name ? [p.name] : []));
}
