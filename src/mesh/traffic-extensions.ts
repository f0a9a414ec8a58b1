import type { TrafficExtensionBody, TrafficExtensionSpec } from '../model/kinds/traffic-extension.js';
import type { WasmPluginBody } from '../model/kinds/wasm-plugin.js';
import type { Resource } from '../model/resource.js';
import { compareAge } from './age.js';
import type { MeshConfig } from './mesh-config.js';
import type { MeshProxy } from './types.js';
import { targetsGatewayOf } from './workload-policies.js';
import { selects } from './workloads.js';

export type ExtensionPhase = 'AUTHN' | 'AUTHZ' | 'STATS' | 'UNSPECIFIED';
type Match = NonNullable<TrafficExtensionSpec['match']>[number];

/** An extension that runs in a proxy's filter chains. */
export interface TrafficExtensionDecision {
  /** Name of its filter. */
  readonly name: string;
  readonly phase: ExtensionPhase;
  readonly level: 'http' | 'network';
  /** Lua source; absent for WebAssembly, whose configuration is discovered apart. */
  readonly lua?: string;
  readonly matches: readonly Match[];
}

/** Finds the extensions of a proxy, in the order in which they run. */
export interface TrafficExtensionIndex {
  readonly isEmpty: boolean;
  find(proxy: MeshProxy): readonly TrafficExtensionDecision[];
}

interface Entry {
  readonly decision: TrafficExtensionDecision;
  readonly spec: Pick<TrafficExtensionSpec, 'selector' | 'targetRefs' | 'priority'>;
  readonly metadata: Resource['metadata'];
}

/**
 * WasmPlugins and TrafficExtensions of a proxy's namespace, then of the root namespace, each by age and name; within a phase
 * the higher priority runs first. https://istio.io/latest/docs/reference/config/proxy_extensions/wasm-plugin/
 */
export function buildTrafficExtensions(
  plugins: readonly Resource<WasmPluginBody>[],
  extensions: readonly Resource<TrafficExtensionBody>[],
  config: MeshConfig,
): TrafficExtensionIndex {
  // What is neither Lua nor WebAssembly runs nothing.
  const runnable = extensions.filter(({ body }) => body.spec?.lua ?? body.spec?.wasm);
  const entries = [...plugins.map(fromPlugin), ...runnable.map(fromExtension)].sort(compareAge);
  return {
    isEmpty: entries.length === 0,
    find(proxy) {
      const of = (namespace: string) => entries.filter((e) => e.metadata.namespace === namespace && takes(e, proxy));
      const own = of(proxy.namespace);
      const root = proxy.namespace === config.rootNamespace ? [] : of(config.rootNamespace);
      return [...own, ...root].sort((a, b) => priority(b) - priority(a)).map((e) => e.decision);
    },
  };
}

function priority({ spec }: Entry): number {
  return spec.priority ?? Number.MIN_SAFE_INTEGER;
}

function takes({ spec, metadata }: Entry, proxy: MeshProxy): boolean {
  const refs = spec.targetRefs ?? [];
  if (refs.length === 0) return selects(spec.selector?.matchLabels, proxy.labels);
  return metadata.namespace === proxy.namespace && targetsGatewayOf(refs, proxy);
}

function filterName({ namespace, name }: Resource['metadata'], suffix = ''): string {
  return `extensions.istio.io/trafficextension/${namespace}.${name}${suffix}`;
}

function fromPlugin({ metadata, body }: Resource<WasmPluginBody>): Entry {
  const { phase, type, match, targetRef, ...spec } = body.spec ?? {};
  return {
    decision: {
      name: filterName(metadata, '~istio-translated-wasmplugin'),
      phase: phase === undefined || phase === 'UNSPECIFIED_PHASE' ? 'UNSPECIFIED' : phase,
      level: type === 'NETWORK' ? 'network' : 'http',
      matches: match ?? [],
    },
    spec: { ...spec, targetRefs: [...(spec.targetRefs ?? []), ...(targetRef ? [targetRef] : [])] },
    metadata,
  };
}

function fromExtension({ metadata, body }: Resource<TrafficExtensionBody>): Entry {
  const spec = body.spec ?? {};
  return {
    decision: {
      name: filterName(metadata),
      phase: spec.phase ?? 'UNSPECIFIED',
      level: spec.wasm?.type === 'NETWORK' ? 'network' : 'http',
      ...(spec.lua && { lua: spec.lua.inlineCode ?? '' }),
      matches: spec.match ?? [],
    },
    spec,
    metadata,
  };
}

/** Whether an extension runs on a side of a port; without matches it runs everywhere. Port 0 is no port that a list names. */
export function runsAt({ matches }: TrafficExtensionDecision, side: 'CLIENT' | 'SERVER', port: number): boolean {
  if (matches.length === 0) return true;
  return matches.some(({ mode, ports }) => {
    const both = mode === undefined || mode === 'UNDEFINED' || mode === 'CLIENT_AND_SERVER';
    return (both || mode === side) && (!ports?.length || (port !== 0 && ports.some((p) => p.number === port)));
  });
}
